/** The first hundred films, which fill the first page of a list with any limit. The columns are those of `known-films.ts`. */
export const firstFilms = `
tt0047478 | Seven Samurai | 1954 | 207 | Akira Kurosawa | action, drama | Farmers who expect another raid hire seven masterless swordsmen and learn to fight beside them. | Shichinin no samurai/1956/Akira Kurosawa
tt0068646 | The Godfather | 1972 | 175 | Francis Ford Coppola | crime, drama | As the head of a New York crime family grows old, his youngest son is pulled into the business.
tt0245429 | Spirited Away | 2001 | 125 | Hayao Miyazaki | animation, adventure, family, fantasy | Ten-year-old Chihiro has to work in a bathhouse for spirits until she can free her parents. | Spirited Away/2002/Hayao Miyazaki
tt0034583 | Casablanca | 1942 | 102 | Michael Curtiz | drama, romance, war | In wartime Morocco, a café owner holds two exit visas when the woman who left him walks in. | Casablanca/1941/Michael Curtiz
tt6751668 | Parasite | 2019 | 132 | Bong Joon Ho | comedy, drama, thriller | One by one, the members of a poor family in Seoul find jobs in the house of a rich one.
tt0062622 | 2001: A Space Odyssey | 1968 | 149 | Stanley Kubrick | adventure, sci-fi | A black slab found on the Moon sends a crew and their talking computer toward Jupiter.
tt0073195 | Jaws | 1975 | 124 | Steven Spielberg | adventure, thriller | Bathing season opens on a holiday island while a great white shark hunts off its beaches.
tt0055852 | Cléo from 5 to 7 | 1962 | 90 | Agnès Varda | drama | A singer wanders through Paris for ninety minutes, waiting for the result of a medical test.
tt0317248 | City of God | 2002 | 130 | Fernando Meirelles | crime, drama | Two boys grow up in a Rio housing project; one picks up a camera, the other a gun. | Cidade de Deus/2003/Katia Lund
tt0078748 | Alien | 1979 | 117 | Ridley Scott | horror, sci-fi | After answering a distress call, the crew of a space freighter is no longer alone on board.
tt0048473 | Pather Panchali | 1955 | 125 | Satyajit Ray | drama | Childhood in a Bengali village: a brother and sister, a train in the fields, and very little money.
tt0054215 | Psycho | 1960 | 109 | Alfred Hitchcock | horror, mystery, thriller | On the run with stolen cash, a secretary stops for the night at a lonely motel.
tt0114709 | Toy Story | 1995 | 81 | John Lasseter | animation, adventure, comedy, family | Woody, a cowboy doll, is a boy's favourite toy until a shiny space ranger arrives for his birthday.
tt0017136 | Metropolis | 1927 | 153 | Fritz Lang | drama, sci-fi | Deep below a gleaming city, workers serve the machines, and the ruler's son goes down to see them.
tt0107822 | The Piano | 1993 | 121 | Jane Campion | drama, romance | Sent to New Zealand to marry a stranger, a woman who does not speak fights to keep her piano.
tt0110912 | Pulp Fiction | 1994 | 154 | Quentin Tarantino | crime, drama | Two hit men, a boxer and a gangster's wife cross paths in Los Angeles, told out of order.
tt1832382 | A Separation | 2011 | 123 | Asghar Farhadi | drama | A couple in Tehran part, and hiring a carer for his father sets off an accusation.
tt0056172 | Lawrence of Arabia | 1962 | 218 | David Lean | adventure, biography, drama, war | A British officer unites Arab tribes against the Ottoman army and loses himself in the desert.
tt0053198 | The 400 Blows | 1959 | 99 | François Truffaut | crime, drama | School punishes Antoine, home ignores him, and so he takes to the streets of Paris.
tt0133093 | The Matrix | 1999 | 136 | Lana Wachowski | action, sci-fi | A programmer who suspects that the world is not real is offered a choice between two pills. | The Matrix/1999/Andy Wachowski
tt0111161 | The Shawshank Redemption | 1994 | 142 | Frank Darabont | drama | Sentenced for murder, a quiet banker makes a lasting friend in a Maine prison.
tt0468569 | The Dark Knight | 2008 | 152 | Christopher Nolan | action, crime, drama | Gotham's masked protector meets a criminal in clown makeup with no plan but chaos.
tt0071562 | The Godfather: Part II | 1974 | 202 | Francis Ford Coppola | crime, drama | The rise of a young Sicilian immigrant is set against the rule of his son, decades later.
tt0050083 | 12 Angry Men | 1957 | 96 | Sidney Lumet | crime, drama | Eleven jurors want to convict at once, and the twelfth asks them to talk first.
tt0108052 | Schindler's List | 1993 | 195 | Steven Spielberg | biography, drama, history | A factory owner in occupied Poland spends his fortune to keep his Jewish workers alive.
tt0167260 | The Lord of the Rings: The Return of the King | 2003 | 201 | Peter Jackson | adventure, drama, fantasy | While armies gather before a white city, two hobbits climb toward the fire that can destroy the Ring.
tt0120737 | The Lord of the Rings: The Fellowship of the Ring | 2001 | 178 | Peter Jackson | adventure, drama, fantasy | Nine companions set out from Rivendell with a ring that must not reach its maker.
tt0167261 | The Lord of the Rings: The Two Towers | 2002 | 179 | Peter Jackson | adventure, drama, fantasy | The fellowship is broken: some follow a treacherous guide, others ride to defend a fortress.
tt0060196 | The Good, the Bad and the Ugly | 1966 | 161 | Sergio Leone | adventure, western | Three gunmen race for buried gold through the middle of the American Civil War. | Il buono, il brutto, il cattivo/1967/Sergio Leone
tt0109830 | Forrest Gump | 1994 | 142 | Robert Zemeckis | comedy, drama, romance | From a bench at a bus stop, a kind and simple man tells strangers his remarkable life.
tt0137523 | Fight Club | 1999 | 139 | David Fincher | drama | Unable to sleep, an office worker starts an underground boxing ring with a soap salesman.
tt1375666 | Inception | 2010 | 148 | Christopher Nolan | action, adventure, sci-fi | A team of thieves enters the dreams of an heir, not to steal an idea but to plant one.
tt0080684 | The Empire Strikes Back | 1980 | 124 | Irvin Kershner | action, adventure, fantasy, sci-fi | Hunted across the galaxy, the rebels scatter, and Luke seeks out an old teacher in a swamp. | Star Wars Ep. V: The Empire Strikes Back/1980/?
tt0076759 | Star Wars | 1977 | 121 | George Lucas | action, adventure, fantasy, sci-fi | Two robots with a secret message lead a farm boy into a war among the stars. | Star Wars Ep. IV: A New Hope/1977/George Lucas
tt0086190 | Return of the Jedi | 1983 | 131 | Richard Marquand | action, adventure, fantasy, sci-fi | A rescue in the desert, a forest moon and a second Death Star decide the rebellion. | Star Wars Ep. VI: Return of the Jedi/1983/Richard Marquand
tt0099685 | Goodfellas | 1990 | 145 | Martin Scorsese | biography, crime, drama | Henry Hill wanted to be a gangster as a boy, and he describes what it was like.
tt0073486 | One Flew Over the Cuckoo's Nest | 1975 | 133 | Milos Forman | drama | A rebellious convict in a mental hospital turns the ward against its strict head nurse.
tt0114369 | Se7en | 1995 | 127 | David Fincher | crime, drama, mystery, thriller | In a city of endless rain, two detectives follow murders modelled on the deadly sins.
tt0038650 | It's a Wonderful Life | 1946 | 130 | Frank Capra | drama, family, fantasy | On Christmas Eve, an angel shows a desperate man what his town would be without him. | It's a Wonderful Life/1945/Frank Capra
tt0102926 | The Silence of the Lambs | 1991 | 118 | Jonathan Demme | crime, drama, thriller | To catch a killer, an FBI trainee needs the advice of another one behind glass.
tt0120815 | Saving Private Ryan | 1998 | 169 | Steven Spielberg | drama, war | After the landing in Normandy, eight soldiers search for one man who may go home.
tt0816692 | Interstellar | 2014 | 169 | Christopher Nolan | adventure, drama, sci-fi | With crops failing on Earth, a former pilot leaves his children to look for another planet.
tt0118799 | Life Is Beautiful | 1997 | 116 | Roberto Benigni | comedy, drama, romance, war | A father turns a concentration camp into a game so that his small son is not afraid.
tt0120689 | The Green Mile | 1999 | 189 | Frank Darabont | crime, drama, fantasy | Guards on death row come to doubt the guilt of a gentle giant with a strange gift.
tt0103064 | Terminator 2: Judgment Day | 1991 | 137 | James Cameron | action, sci-fi | Two machines from the future look for the same boy, and only one wants him alive.
tt0088763 | Back to the Future | 1985 | 116 | Robert Zemeckis | adventure, comedy, sci-fi | Stranded in 1955 by a car that travels through time, Marty must make his own parents meet.
tt0253474 | The Pianist | 2002 | 150 | Roman Polanski | biography, drama, music, war | Hidden in the ruins of Warsaw, a musician survives by luck and the help of strangers.
tt0110413 | Léon: The Professional | 1994 | 110 | Luc Besson | action, crime, drama | A girl who has lost her family moves in with the hit man next door. | LÈon/1994/Luc Besson
tt0172495 | Gladiator | 2000 | 155 | Ridley Scott | action, adventure, drama | Betrayed by the new emperor, a Roman general returns to the capital as a fighter in the arena.
tt0120586 | American History X | 1998 | 119 | Tony Kaye | crime, drama | Released from prison, a former skinhead tries to keep his younger brother from following him. | American History X/1998/?
tt0407887 | The Departed | 2006 | 151 | Martin Scorsese | crime, drama, thriller | Boston has a policeman inside the mob and a mobster inside the police, each hunting the other.
tt0482571 | The Prestige | 2006 | 130 | Christopher Nolan | drama, mystery, sci-fi | Rival magicians in Victorian London ruin each other's lives over a single trick.
tt0114814 | The Usual Suspects | 1995 | 106 | Bryan Singer | crime, drama, mystery | Five criminals meet in a police line-up, and the survivor's story leads to a legend.
tt2582802 | Whiplash | 2014 | 106 | Damien Chazelle | drama, music | A young drummer at a music school meets a teacher for whom good is never enough.
tt0095327 | Grave of the Fireflies | 1988 | 89 | Isao Takahata | animation, drama, war | Orphaned by the bombing of Kobe, a boy cares for his little sister in an old shelter.
tt0056058 | Harakiri | 1962 | 133 | Masaki Kobayashi | drama, history | An ageing samurai asks to die in a lord's courtyard, but wishes to tell a story first.
tt0027977 | Modern Times | 1936 | 87 | Charles Chaplin | comedy, drama, romance | The Tramp fights conveyor belts, bad luck and unemployment, with a homeless girl at his side. | Modern Times/?/?
tt0064116 | Once Upon a Time in the West | 1968 | 165 | Sergio Leone | western | A harmonica player, a bandit and a widow stand between a railway and its land. | C'era una volta il West/1969/Sergio Leone
tt0095765 | Cinema Paradiso | 1988 | 155 | Giuseppe Tornatore | drama, romance | News from his Sicilian village brings a director back to the projection booth of his childhood.
tt0047396 | Rear Window | 1954 | 112 | Alfred Hitchcock | mystery, thriller | Confined to a wheelchair, a photographer watches his neighbours and begins to suspect one.
tt0021749 | City Lights | 1931 | 87 | Charles Chaplin | comedy, drama, romance | A blind flower seller takes a penniless tramp for a rich man, and he plays along.
tt0078788 | Apocalypse Now | 1979 | 147 | Francis Ford Coppola | drama, mystery, war | Upriver through the Vietnam War, a captain is sent to find a colonel beyond all command.
tt0209144 | Memento | 2000 | 113 | Christopher Nolan | mystery, thriller | Tattoos and snapshots replace memory for a man tracking the killer of his wife. | Memento/2001/Christopher Nolan
tt1853728 | Django Unchained | 2012 | 165 | Quentin Tarantino | drama, western | Freed by a bounty hunter, a former slave rides south to find his wife on a plantation.
tt0082971 | Raiders of the Lost Ark | 1981 | 115 | Steven Spielberg | action, adventure | An archaeologist with a whip has to find a biblical treasure before the Nazis do.
tt0910970 | WALL·E | 2008 | 98 | Andrew Stanton | animation, adventure, family, sci-fi | The last robot on a littered Earth falls in love with a visitor and follows her into space. | WALL-E/2008/Andrew Stanton
tt0405094 | The Lives of Others | 2006 | 137 | Florian Henckel von Donnersmarck | drama, mystery, thriller | In East Berlin, an officer who listens in on a writer starts to care about him. | Das Leben der Anderen/2007/?
tt0043014 | Sunset Boulevard | 1950 | 110 | Billy Wilder | drama, film-noir | A broke screenwriter turns into the drive of a silent film star waiting for her comeback.
tt0050825 | Paths of Glory | 1957 | 88 | Stanley Kubrick | drama, war | French soldiers refuse a hopeless attack in 1916, and their colonel defends them in court.
tt0081505 | The Shining | 1980 | 146 | Stanley Kubrick | drama, horror | Snow closes in on an empty hotel, where a writer, his wife and their son spend the winter.
tt0032553 | The Great Dictator | 1940 | 125 | Charles Chaplin | comedy, drama, war | A Jewish barber looks exactly like the tyrant who is out to conquer the world.
tt0051201 | Witness for the Prosecution | 1957 | 116 | Billy Wilder | crime, drama, mystery | Against his doctor's orders, a London barrister takes on a murder case with a baffling wife.
tt0090605 | Aliens | 1986 | 137 | James Cameron | action, adventure, sci-fi | Ripley goes back, this time with marines, when a colony on the same planet falls silent.
tt0169547 | American Beauty | 1999 | 122 | Sam Mendes | drama | A man in a perfect suburb quits his job, buys a sports car and stops pretending.
tt0057012 | Dr. Strangelove | 1964 | 95 | Stanley Kubrick | comedy, war | One mad general orders a nuclear strike, and the War Room tries to call it off.
tt1345836 | The Dark Knight Rises | 2012 | 164 | Christopher Nolan | action, drama, thriller | Eight years after he vanished, Batman is needed again as a masked brute takes Gotham hostage.
tt0364569 | Oldboy | 2003 | 120 | Park Chan-wook | drama, mystery, thriller | Locked up for fifteen years without a reason, a man has five days to learn why.
tt0361748 | Inglourious Basterds | 2009 | 153 | Quentin Tarantino | adventure, drama, war | A cinema in occupied Paris becomes the target of two separate plots against the Nazi leaders.
tt0086879 | Amadeus | 1984 | 160 | Milos Forman | biography, drama, music | Old Salieri confesses how much he envied a giggling young genius named Mozart.
tt7286456 | Joker | 2019 | 122 | Todd Phillips | crime, drama, thriller | Mocked and forgotten, a party clown in a decaying city begins to laugh back.
tt0112573 | Braveheart | 1995 | 178 | Mel Gibson | biography, drama, war | William Wallace raises an army of Scots against an English king.
tt0082096 | Das Boot | 1981 | 149 | Wolfgang Petersen | drama, war | Boredom, fear and depth charges mark one patrol of a German submarine in the Atlantic. | Boot, Das/1982/Wolfgang Petersen
tt0119698 | Princess Mononoke | 1997 | 134 | Hayao Miyazaki | animation, adventure, fantasy | Cursed by a boar god, a prince steps between an iron town and the spirits of the forest. | Mononoke-hime/1999/Hayao Miyazaki
tt0087843 | Once Upon a Time in America | 1984 | 229 | Sergio Leone | crime, drama | An old gangster returns to Manhattan to ask what became of his friends and his money.
tt0119217 | Good Will Hunting | 1997 | 126 | Gus Van Sant | drama, romance | A university janitor solves the hardest equation on the board, but not his own troubles. | Good Will Hunting/1987/Gus Van Sant
tt5311514 | Your Name. | 2016 | 106 | Makoto Shinkai | animation, drama, fantasy, romance | A girl in the mountains and a boy in Tokyo keep waking up in each other's bodies.
tt1187043 | 3 Idiots | 2009 | 170 | Rajkumar Hirani | comedy, drama | Two friends search for the third, remembering how he turned their engineering college upside down.
tt0180093 | Requiem for a Dream | 2000 | 102 | Darren Aronofsky | drama | Four people in Coney Island chase their dreams into addiction, season by season.
tt0057565 | High and Low | 1963 | 143 | Akira Kurosawa | crime, drama, mystery | Kidnappers take the wrong child, and a shoe manufacturer must decide whether to pay anyway.
tt0435761 | Toy Story 3 | 2010 | 103 | Lee Unkrich | animation, adventure, comedy, family | Andy leaves for college, and his toys land in a day-care centre with harsh rules. | Toy Story 3/2010/?
tt8267604 | Capernaum | 2018 | 126 | Nadine Labaki | drama | A boy from the slums of Beirut takes his parents to court for bringing him into the world.
tt0338013 | Eternal Sunshine of the Spotless Mind | 2004 | 108 | Michel Gondry | drama, romance, sci-fi | While technicians erase his memories of a lost love, Joel changes his mind.
tt0091251 | Come and See | 1985 | 142 | Elem Klimov | drama, war | A teenager joins the partisans in Belarus and sees a war that makes him old.
tt0105236 | Reservoir Dogs | 1992 | 99 | Quentin Tarantino | crime, thriller | A jewel robbery has gone wrong, and the thieves in the warehouse suspect a traitor.
tt2106476 | The Hunt | 2012 | 115 | Thomas Vinterberg | drama | A small lie told at a Danish kindergarten turns a whole town against a teacher.
tt0033467 | Citizen Kane | 1941 | 119 | Orson Welles | drama, mystery | Reporters try to find out what a dying newspaper owner meant by his last word.
tt0022100 | M | 1931 | 117 | Fritz Lang | crime, mystery, thriller | Police and underworld alike hunt a murderer of children through Berlin.
tt0053125 | North by Northwest | 1959 | 136 | Alfred Hitchcock | adventure, mystery, thriller | Mistaken for a spy, an advertising man flees across America by train, on foot and past a crop duster.
tt0044741 | Ikiru | 1952 | 143 | Akira Kurosawa | drama | With a few months left, a Tokyo clerk looks for one thing worth doing.
tt0052357 | Vertigo | 1958 | 128 | Alfred Hitchcock | mystery, romance, thriller | Afraid of heights, a retired detective is hired to follow a friend's haunted wife.
`;
