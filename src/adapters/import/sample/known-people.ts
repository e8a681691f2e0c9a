import { numberOf, tableRows } from './text-table.js';

/** imdbId, name, year of birth, year of death, biography, and the name in the data of `vegaFilms` if it differs. */
const people = `
nm0000041 | Akira Kurosawa | 1910 | 1998 | Japanese director whose samurai films were remade as westerns all over the world.
nm0000338 | Francis Ford Coppola | 1939 |  | American director of The Godfather, who risked his own fortune on Apocalypse Now.
nm0594503 | Hayao Miyazaki | 1941 |  | Animator and co-founder of Studio Ghibli, known for flying machines, forests and brave girls.
nm0002031 | Michael Curtiz | 1886 | 1962 | Born in Budapest, he made more than a hundred films in Hollywood, Casablanca among them.
nm0094435 | Bong Joon Ho | 1969 |  | South Korean director who mixes comedy, crime and social anger, often within one scene.
nm0000040 | Stanley Kubrick | 1928 | 1999 | He began as a photographer in New York and made thirteen films, hardly two in one genre.
nm0000229 | Steven Spielberg | 1946 |  | Director and producer behind sharks, dinosaurs, a lost visitor from space and an adventurous archaeologist.
nm0889513 | Agnès Varda | 1928 | 2019 | A photographer first, she was making New Wave films in France before the wave had a name.
nm0000631 | Ridley Scott | 1937 |  | English director with a background in advertising and an eye for smoke, light and detail.
nm0006249 | Satyajit Ray | 1921 | 1992 | Writer, composer and director from Calcutta; his Apu trilogy brought Bengali cinema to the world.
nm0000033 | Alfred Hitchcock | 1899 | 1980 | Master of suspense, born in London, who appears for a moment in most of his films.
nm0005124 | John Lasseter | 1957 |  | He directed the first feature film that was animated entirely by computer.
nm0000485 | Fritz Lang | 1890 | 1976 | Austrian director of silent epics in Berlin and, after his escape, of dark thrillers in Hollywood.
nm0001005 | Jane Campion | 1954 |  | New Zealand director, and the first woman to win the Palme d'Or in Cannes.
nm0000233 | Quentin Tarantino | 1963 |  | A former video shop clerk whose films run on long talk, old songs and shuffled time.
nm1410815 | Asghar Farhadi | 1972 |  | Iranian director of moral puzzles in which everyone has a reason.
nm0000180 | David Lean | 1908 | 1991 | English editor turned director, remembered for epics with deserts, railways and snow.
nm0000076 | François Truffaut | 1932 | 1984 | A fierce critic in his youth, he became one of the founders of the French New Wave.
nm0905154 | Lana Wachowski | 1965 |  | She wrote and directed The Matrix with her sister Lilly, and its fourth part without her.
nm0001104 | Frank Darabont | 1959 |  | Born in a refugee camp in France, he adapted several stories by Stephen King.
nm0634240 | Christopher Nolan | 1970 |  | British-American director of large puzzles about time, memory and guilt.
nm0001486 | Sidney Lumet | 1924 | 2011 | New York was his stage, and justice his subject, in more than forty films.
nm0001392 | Peter Jackson | 1961 |  | New Zealander who went from homemade horror comedies to Middle-earth.
nm0001466 | Sergio Leone | 1929 | 1989 | Italian director of westerns with vast landscapes, extreme close-ups and music by Ennio Morricone.
nm0000709 | Robert Zemeckis | 1951 |  | American director who likes to tell his stories with the newest trick technology.
nm0000399 | David Fincher | 1962 |  | Known for dark, exact thrillers and for asking actors for one more take.
nm0449984 | Irvin Kershner | 1923 | 2010 | A teacher of film and a director of small dramas until he was handed The Empire Strikes Back.
nm0000184 | George Lucas | 1944 |  | The inventor of Star Wars also founded companies for visual effects and for sound.
nm0549658 | Richard Marquand | 1937 | 1987 | Welsh director of documentaries and thrillers, and of the third Star Wars film.
nm0000217 | Martin Scorsese | 1942 |  | Raised in Little Italy, he films gangsters, believers and boxers, and helps to restore old films.
nm0001232 | Milos Forman | 1932 | 2018 | He left Prague after 1968 and won two Academy Awards in his new country.
nm0001008 | Frank Capra | 1897 | 1991 | Sicilian by birth, he told the most hopeful American stories of the 1930s and 1940s.
nm0001129 | Jonathan Demme | 1944 | 2017 | American director of thrillers, comedies and some of the best concert films.
nm0000905 | Roberto Benigni | 1952 |  | Italian comedian who climbed over the seats to collect his Academy Award.
nm0000116 | James Cameron | 1954 |  | Canadian director and deep-sea explorer whose films have broken box office records twice.
nm0000591 | Roman Polanski | 1933 |  | Polish-French director of films about threat in closed rooms.
nm0000108 | Luc Besson | 1959 |  | French director and producer of stylish action films.
nm0443411 | Tony Kaye | 1952 |  | English maker of commercials, music videos and one very disputed first feature.
nm0001741 | Bryan Singer | 1965 |  | American director of crime puzzles and of the first X-Men films.
nm3227090 | Damien Chazelle | 1985 |  | American director drawn to musicians and to what ambition costs them.
nm0847223 | Isao Takahata | 1935 | 2018 | Co-founder of Studio Ghibli, who did not draw himself and changed animation all the same.
nm0462030 | Masaki Kobayashi | 1916 | 1996 | Japanese director whose heroes resist the rules of cruel institutions.
nm0000122 | Charles Chaplin | 1889 | 1977 | Born in London, he wrote, directed, scored and played the Tramp.
nm0868153 | Giuseppe Tornatore | 1956 |  | Sicilian director of nostalgic films about childhood, cinema and the sea.
nm0004056 | Andrew Stanton | 1965 |  | American writer and director of animated films about a lost fish and a lonely robot.
nm0003697 | Florian Henckel von Donnersmarck | 1973 |  | German director whose first feature won the Academy Award for a film in a foreign language.
nm0000697 | Billy Wilder | 1906 | 2002 | A reporter in Berlin, then one of the sharpest writers and directors in Hollywood.
nm0005222 | Sam Mendes | 1965 |  | English theatre director who won an Academy Award with his first film.
nm0661791 | Park Chan-wook | 1963 |  | South Korean director of elegant and violent stories about revenge. | Chan-wook Park
nm0680846 | Todd Phillips | 1970 |  | American director of rowdy comedies who turned to the origin of a villain.
nm0000154 | Mel Gibson | 1956 |  | Actor from New York and Sydney, and director of battles past and present.
nm0000583 | Wolfgang Petersen | 1941 | 2022 | German director who took his gift for tight spaces from a submarine to Hollywood.
nm0001814 | Gus Van Sant | 1952 |  | American director of films about outsiders, many of them set in Portland.
nm1396121 | Makoto Shinkai | 1973 |  | Japanese animator of distant lovers, rain and extraordinary skies.
nm0386246 | Rajkumar Hirani | 1962 |  | Indian director who hides criticism of hospitals and schools in popular comedies.
nm0004716 | Darren Aronofsky | 1969 |  | American director of films about obsession, from mathematics to ballet.
nm0881279 | Lee Unkrich | 1967 |  | American editor and director at Pixar for twenty-five years.
nm1701024 | Nadine Labaki | 1974 |  | Lebanese actress and director who often works with people from the street.
nm0327273 | Michel Gondry | 1963 |  | French inventor of handmade tricks for music videos and films.
nm0459552 | Elem Klimov | 1933 | 2003 | Soviet director who made no further film after Come and See.
nm0899121 | Thomas Vinterberg | 1969 |  | Danish director and co-author of the Dogme 95 rules.
nm0000080 | Orson Welles | 1915 | 1985 | He frightened radio listeners at twenty-three and made Citizen Kane at twenty-five.
nm0000466 | Jean-Pierre Jeunet | 1953 |  | French director of crowded, golden-green and slightly mechanical worlds.
nm0000361 | Brian De Palma | 1940 |  | American director of thrillers with split screens, long takes and borrowed suspense.
nm0898288 | Denis Villeneuve | 1967 |  | Canadian director who moved from dramas in Quebec to science fiction on a huge scale.
nm0000520 | Michael Mann | 1943 |  | American director of professionals at work on both sides of the law.
nm0612322 | Robert Mulligan | 1925 | 2008 | American director with a light hand for stories of childhood.
nm0001351 | George Roy Hill | 1921 | 2002 | A wartime pilot who directed Paul Newman and Robert Redford together, twice.
nm0000436 | Curtis Hanson | 1945 | 2016 | American director of thrillers and of a film about a rapper from Detroit.
nm0001532 | John McTiernan | 1951 |  | American director who shaped the action film of the 1980s.
nm2676052 | Joseph Kosinski | 1974 |  | Trained as an architect, he designs his films down to the cockpit.
nm0005363 | Guy Ritchie | 1968 |  | English director of fast-talking London crooks and of a quick-fisted Sherlock Holmes.
nm0001120 | Vittorio De Sica | 1901 | 1974 | Matinee idol and then a leading director of Italian neorealism.
nm0386570 | Oliver Hirschbiegel | 1957 |  | German director of films about people shut in together under pressure.
nm0000581 | Joseph L. Mankiewicz | 1909 | 1993 | He won Academy Awards for writing and for directing in two years running.
nm0268380 | Peter Farrelly | 1956 |  | American writer and director of broad comedies, most of them made with his brother Bobby.
nm0006452 | Stanley Kramer | 1913 | 2001 | American producer and director of films about the great questions of his time.
nm0001837 | Peter Weir | 1944 |  | Australian director of strangers in closed worlds.
nm0000759 | Paul Thomas Anderson | 1970 |  | American director from the San Fernando Valley, which many of his films return to.
nm0868219 | Guillermo del Toro | 1964 |  | Mexican director who is fond of monsters and wary of men. | Guillermo Del Toro
nm0000142 | Clint Eastwood | 1930 |  | Star of westerns and police films who has directed for more than fifty years.
nm0796117 | M. Night Shyamalan | 1970 |  | American director from Philadelphia, famous for endings that change the beginning.
nm0000165 | Ron Howard | 1954 |  | A child actor on television who became a director of popular dramas.
nm0001379 | John Huston | 1906 | 1987 | Boxer, painter and director of adventures in which the prize is lost.
nm0836328 | John Sturges | 1910 | 1992 | American director of westerns and war films with large casts of heroes.
nm0000118 | John Carpenter | 1948 |  | American director of horror who composes much of his own music.
nm0000186 | David Lynch | 1946 | 2025 | American painter and director of dreams behind white fences.
nm0002728 | Juan José Campanella | 1959 |  | Argentine director who works in Buenos Aires and on American television.
nm1732981 | Martin McDonagh | 1970 |  | Playwright and director of bitter comedies with good hearts.
nm0000965 | Danny Boyle | 1956 |  | English director who also staged the opening of the London Olympic Games.
nm0006498 | Majid Majidi | 1959 |  | Iranian director of gentle films about children and the poor.
nm0000500 | Richard Linklater | 1960 |  | American director from Texas who lets time itself act in his films.
nm0946734 | David Yates | 1963 |  | English director of the last four Harry Potter films.
nm2588606 | Steve McQueen | 1969 |  | British artist who won the Turner Prize before he made films.
nm0001415 | Elia Kazan | 1909 | 2003 | Co-founder of the Actors Studio, who discovered a new kind of film actor.
nm0943758 | William Wyler | 1902 | 1981 | Born in Alsace, he directed more award-winning performances than any other director.
nm0027572 | Wes Anderson | 1969 |  | American director of symmetrical, carefully coloured comedies.
nm0000005 | Ingmar Bergman | 1918 | 2007 | Swedish director who filmed faith, doubt and faces.
nm0006487 | Jim Sheridan | 1949 |  | Irish director of true stories about families under strain.
nm0715346 | Carol Reed | 1906 | 1976 | English director at his best with the writer Graham Greene.
nm0001047 | Michael Cimino | 1939 | 2016 | American director of one great success and one famous failure.
nm0167241 | Henri-Georges Clouzot | 1907 | 1977 | French director of merciless thrillers, sometimes compared with Hitchcock.
nm0000036 | Buster Keaton | 1895 | 1966 | Comedian with an unmoved face and the most daring stunts of silent film.
nm1167933 | Damián Szifron | 1975 |  | Argentine writer and director of television series and films.
nm0004306 | George Miller | 1945 |  | Australian doctor who left medicine for chases in the desert and dancing penguins.
nm0254178 | Adam Elliot | 1972 |  | Australian animator who models sad and funny lives in clay.
nm1049433 | Lenny Abrahamson | 1966 |  | Irish director of quiet films about people on the margin.
nm0654868 | Yasujiro Ozu | 1903 | 1963 | Japanese director who watched families from the height of a floor mat.
nm0003433 | Carl Theodor Dreyer | 1889 | 1968 | Danish director of austere films about belief.
nm0003506 | James Mangold | 1963 |  | American director who moves between westerns, biographies and comic books.
nm0000814 | John G. Avildsen | 1935 | 2017 | American director of underdogs in the ring and on the mat.
nm0000231 | Oliver Stone | 1946 |  | Veteran of the Vietnam War and director of arguments about American history.
nm0565336 | Tom McCarthy | 1966 |  | American actor, writer and director of films about patient work.
nm0000576 | Sean Penn | 1960 |  | American actor with two Academy Awards who also directs.
nm0000601 | Harold Ramis | 1944 | 2014 | American comedian who wrote, directed and hunted ghosts.
nm0001243 | William Friedkin | 1935 | 2023 | American director who brought the methods of documentary to police films and horror.
nm0083348 | Brad Bird | 1957 |  | American animator who was trained by Disney's old masters as a teenager.
nm0523932 | Ernst Lubitsch | 1892 | 1947 | Berlin tailor's son whose light touch gave Hollywood comedy its manners.
nm0440913 | Mathieu Kassovitz | 1967 |  | French actor and director who was twenty-seven when La Haine came out.
nm0690597 | Gillo Pontecorvo | 1919 | 2006 | Italian director of political films in the style of reportage.
nm0000406 | John Ford | 1894 | 1973 | American director with four Academy Awards, and Monument Valley as his studio.
nm0327944 | Alejandro G. Iñárritu | 1963 |  | Mexican director who began in radio and likes stories that collide. | Alejandro Gonzalez Inarritu
nm0742341 | Stuart Rosenberg | 1927 | 2007 | American director who came from television and taught the craft to others.
nm0936404 | Robert Wise | 1914 | 2005 | Editor of Citizen Kane and later director of musicals, horror and science fiction.
nm0001402 | Terry Jones | 1942 | 2020 | Welsh member of Monty Python, and a historian of the Middle Ages.
nm0000126 | Kevin Costner | 1955 |  | American actor who won an Academy Award for the first film that he directed.
nm0000277 | Richard Attenborough | 1923 | 2014 | English actor and director who spent twenty years on bringing Gandhi to the screen. | Sir Richard Attenborough
nm0002045 | Stanley Donen | 1924 | 2019 | Dancer and director who taught the camera to dance along.
nm0000487 | Ang Lee | 1954 |  | Taiwanese director at home in every country and genre.
nm0001054 | Joel Coen | 1954 |  | Minnesotan who writes, directs and edits with his brother Ethan.
nm0001053 | Ethan Coen | 1957 |  | Writer of short stories, and one half of a directing pair with his brother Joel.
nm0000095 | Woody Allen | 1935 |  | New York comedian who made nearly one film a year for five decades.
nm0000490 | Spike Lee | 1957 |  | Director from Brooklyn who films the tempers of his city.
nm0001068 | Sofia Coppola | 1971 |  | American director of young women who are alone in beautiful places.
nm0000941 | Kathryn Bigelow | 1951 |  | A painter at first, and the first woman to win the Academy Award for directing.
nm0939182 | Wong Kar-wai | 1958 |  | Hong Kong director of longing, neon and missed appointments.
nm0190859 | Alfonso Cuarón | 1961 |  | Mexican director known for shots that go on and on. | Alfonso Cuaron
nm1950086 | Greta Gerwig | 1983 |  | Actress from Sacramento who became a writer and director.
nm1443502 | Jordan Peele | 1979 |  | Comedian from New York who now frightens his audience.
nm1503575 | Barry Jenkins | 1979 |  | Director from Miami of tender films about love and memory.
nm0319213 | Vince Gilligan | 1967 |  | Writer on The X-Files who went on to turn a chemistry teacher into a criminal.
nm0153740 | David Chase | 1945 |  | Television writer from New Jersey, where he set The Sopranos.
nm0815070 | Aaron Sorkin | 1961 |  | Playwright of fast dialogue, best spoken while walking down a corridor.
nm0275486 | Tina Fey | 1970 |  | Head writer of Saturday Night Live before she made a comedy about such a show.
nm0004981 | Matt Groening | 1954 |  | Cartoonist who named the Simpsons after his own family.
nm0202970 | Larry David | 1947 |  | Co-creator of Seinfeld who later played a version of himself.
nm3564817 | Phoebe Waller-Bridge | 1985 |  | English actress and writer who made a one-woman play into a series.
nm0923736 | Joss Whedon | 1964 |  | American writer of vampires, space cowboys and superheroes.
nm0009190 | J.J. Abrams | 1966 |  | American writer, director and producer of spies, islands and starships.
nm0722274 | Shonda Rhimes | 1970 |  | American writer and producer with several hit dramas on the air at once.
nm0000341 | Michael Crichton | 1942 | 2008 | Trained as a doctor, he wrote about hospitals, viruses and dinosaurs.
nm0734472 | Gene Roddenberry | 1921 | 1991 | Pilot, policeman and creator of Star Trek.
nm0785245 | Rod Serling | 1924 | 1975 | American writer and narrator who hid social criticism in tales of the strange.
`;

/** An author of films or series of the sample. */
export interface KnownPerson {
  readonly fields: {
    readonly imdbId: string;
    readonly name: string;
    readonly birthYear: number | null;
    readonly deathYear: number | null;
    readonly biography: string;
  };
  /** Another spelling of the name. */
  readonly otherName: string | undefined;
}

/** Authors of well-known films and series. The facts were compared with public lists, and the biographies are our own. */
export const knownPeople: readonly KnownPerson[] = tableRows(people).map(
  ([imdbId = '', name = '', birthYear = '', deathYear = '', biography = '', otherName]) => ({
    fields: { imdbId, name, birthYear: numberOf(birthYear), deathYear: numberOf(deathYear), biography },
    otherName,
  }),
);
