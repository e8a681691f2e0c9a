/** The well-known films after the first hundred. The columns are those of `known-films.ts`. */
export const furtherFilms = `
tt0053604 | The Apartment | 1960 | 125 | Billy Wilder | comedy, drama, romance | An insurance clerk lends his flat to his bosses for their affairs, hoping for promotion. | The Apartment/1959/Billy Wilder
tt0211915 | Amélie | 2001 | 122 | Jean-Pierre Jeunet | comedy, romance | A shy waitress in Montmartre secretly arranges happiness for everyone but herself. | Le Fabuleux destin d'AmÈlie Poulain/2001/Jean-Pierre Jeunet
tt0066921 | A Clockwork Orange | 1971 | 136 | Stanley Kubrick | crime, sci-fi | A violent young Beethoven lover volunteers for a treatment that promises to make him good.
tt0036775 | Double Indemnity | 1944 | 107 | Billy Wilder | crime, drama, film-noir | An insurance salesman dictates his confession: how a client's wife talked him into murder.
tt0093058 | Full Metal Jacket | 1987 | 116 | Stanley Kubrick | drama, war | First comes the drill instructor, then the streets of Hue, for one group of marines.
tt0086250 | Scarface | 1983 | 170 | Brian De Palma | crime, drama | Tony Montana arrives in Miami from Cuba with nothing and wants the world.
tt1255953 | Incendies | 2010 | 131 | Denis Villeneuve | drama, mystery, war | Their mother's will sends twins from Canada to the Middle East with two sealed letters.
tt0113277 | Heat | 1995 | 170 | Michael Mann | action, crime, drama | A master thief and a tireless detective recognize themselves in each other over coffee.
tt0056592 | To Kill a Mockingbird | 1962 | 129 | Robert Mulligan | crime, drama | In a small Alabama town, a lawyer's children watch him defend an innocent man. | To Kill A Mockingbird/1962/?
tt0070735 | The Sting | 1973 | 129 | George Roy Hill | comedy, crime, drama | Two con men set up a fake betting shop to fleece a banker in 1930s Chicago.
tt0075314 | Taxi Driver | 1976 | 114 | Martin Scorsese | crime, drama | Lonely nights behind the wheel fill a veteran with rage at the streets of New York.
tt0119488 | L.A. Confidential | 1997 | 138 | Curtis Hanson | crime, drama, mystery | Three very different policemen follow a coffee-shop shooting up to the top of 1950s Los Angeles.
tt0095016 | Die Hard | 1988 | 132 | John McTiernan | action, thriller | Barefoot in a skyscraper, an off-duty cop spoils a robbery at the office Christmas party.
tt1745960 | Top Gun: Maverick | 2022 | 130 | Joseph Kosinski | action, drama | After thirty years of service, a test pilot trains young aviators for an impossible mission.
tt0208092 | Snatch | 2000 | 104 | Guy Ritchie | comedy, crime | Bare-knuckle boxers, Russian gangsters and a dog chase one stolen diamond through London.
tt0097576 | Indiana Jones and the Last Crusade | 1989 | 127 | Steven Spielberg | action, adventure | Looking for his missing father, Indiana Jones finds him, the Holy Grail and old enemies.
tt0040522 | Bicycle Thieves | 1948 | 89 | Vittorio De Sica | drama | Without his bicycle a poor Roman loses his job, so he and his son search the city for it.
tt8579674 | 1917 | 2019 | 119 | Sam Mendes | action, drama, war | Two British soldiers cross no man's land with a message that could save sixteen hundred men.
tt0363163 | Downfall | 2004 | 156 | Oliver Hirschbiegel | biography, drama, history, war | Traudl Junge, a secretary, lives through the last days in the bunker under Berlin. | Downfall/2005/?
tt5074352 | Dangal | 2016 | 161 | Nitesh Tiwari | biography, drama, sport | A former wrestler in Haryana trains his daughters for the medals he never won.
tt0059578 | For a Few Dollars More | 1965 | 132 | Sergio Leone | western | Two bounty hunters share the chase for a bandit with a musical pocket watch. | Per qualche dollaro in pi˘/1967/Sergio Leone
tt0372784 | Batman Begins | 2005 | 140 | Christopher Nolan | action, crime, drama | Years of training far from Gotham teach Bruce Wayne to use fear as a weapon.
tt0012349 | The Kid | 1921 | 68 | Charles Chaplin | comedy, drama, family | A tramp finds an abandoned baby and raises him in a garret, by small swindles.
tt0053291 | Some Like It Hot | 1959 | 121 | Billy Wilder | comedy, music, romance | Hiding from gangsters, two musicians put on dresses and join an all-female band. | Some Like it Hot/1959/Billy Wilder
tt0042192 | All About Eve | 1950 | 138 | Joseph L. Mankiewicz | drama | A devoted fan makes herself indispensable to a Broadway star, and then a rival.
tt0993846 | The Wolf of Wall Street | 2013 | 180 | Martin Scorsese | biography, comedy, crime, drama | Selling worthless shares makes Jordan Belfort rich, reckless and known to the FBI.
tt6966692 | Green Book | 2018 | 130 | Peter Farrelly | biography, comedy, drama | A bouncer from the Bronx drives a Black pianist through the segregated South in 1962.
tt0055031 | Judgment at Nuremberg | 1961 | 179 | Stanley Kramer | drama, war | An American judge presides over the trial of German judges who served the Nazi state.
tt0089881 | Ran | 1985 | 162 | Akira Kurosawa | action, drama, war | A warlord divides his realm among three sons, and war among them follows.
tt0112641 | Casino | 1995 | 178 | Martin Scorsese | crime, drama | Las Vegas in the 1970s, as seen by the man who ran a casino for the mob.
tt0120382 | The Truman Show | 1998 | 103 | Peter Weir | comedy, drama, sci-fi | Little mishaps make a cheerful salesman suspect that his whole town is a stage.
tt0469494 | There Will Be Blood | 2007 | 158 | Paul Thomas Anderson | drama | A prospector strikes oil in California and makes an enemy of a young preacher.
tt0457430 | Pan's Labyrinth | 2006 | 118 | Guillermo del Toro | drama, fantasy, war | In Spain after the civil war, a faun sets three tasks for a captain's stepdaughter. | El Laberinto del Fauno/2006/Guillermo Del Toro
tt0105695 | Unforgiven | 1992 | 130 | Clint Eastwood | drama, western | Once a feared killer, a pig farmer takes one last job for the sake of his children.
tt0167404 | The Sixth Sense | 1999 | 107 | M. Night Shyamalan | drama, mystery, thriller | A child psychologist treats a boy who sees people that others cannot.
tt1130884 | Shutter Island | 2010 | 138 | Martin Scorsese | mystery, thriller | Two marshals look for a missing patient at an asylum on an island, as a storm nears.
tt0268978 | A Beautiful Mind | 2001 | 135 | Ron Howard | biography, drama | The mathematician John Nash reaches for a great idea while his own mind deceives him.
tt0107290 | Jurassic Park | 1993 | 127 | Steven Spielberg | action, adventure, sci-fi | Living dinosaurs are the attraction of a new park, until the fences lose power.
tt0055630 | Yojimbo | 1961 | 110 | Akira Kurosawa | action, drama, thriller | A wandering samurai hires himself out to both gangs that are ruining a town.
tt0040897 | The Treasure of the Sierra Madre | 1948 | 126 | John Huston | adventure, drama, western | Gold dust turns three partners in the Mexican mountains against one another.
tt0057115 | The Great Escape | 1963 | 172 | John Sturges | adventure, drama, history, war | Allied prisoners dig three tunnels, named Tom, Dick and Harry, out of a German camp.
tt0266697 | Kill Bill: Vol. 1 | 2003 | 111 | Quentin Tarantino | action, crime, thriller | Waking from a coma, a bride writes a list of five names and buys a sword. | Kill Bill: Volume 1/2003/Quentin Tarantino
tt0042876 | Rashomon | 1950 | 88 | Akira Kurosawa | crime, drama, mystery | Four accounts of one death in a forest do not agree with each other.
tt0084787 | The Thing | 1982 | 109 | John Carpenter | horror, mystery, sci-fi | Something that can imitate any living being has come into an Antarctic research station.
tt0080678 | The Elephant Man | 1980 | 124 | David Lynch | biography, drama | A London surgeon takes in a disfigured man from a sideshow and discovers a gentle mind.
tt0071315 | Chinatown | 1974 | 130 | Roman Polanski | drama, mystery, thriller | What looks like a routine case of adultery leads a private eye to stolen water.
tt0081398 | Raging Bull | 1980 | 129 | Martin Scorsese | biography, drama, sport | Jake LaMotta wins in the ring by the same fury that wrecks his life at home.
tt0434409 | V for Vendetta | 2005 | 132 | James McTeigue | action, drama, sci-fi | Behind a smiling mask, a rebel teaches a young woman not to fear a future British regime. | V for Vendetta/2006/James McTeigue
tt0046912 | Dial M for Murder | 1954 | 105 | Alfred Hitchcock | crime, thriller | A former tennis player plans the perfect murder, down to the telephone call and the key.
tt1305806 | The Secret in Their Eyes | 2009 | 129 | Juan José Campanella | drama, mystery, romance | A retired court clerk in Buenos Aires writes about the old case that he cannot leave. | The Secret in Their Eyes/2010/?
tt0347149 | Howl's Moving Castle | 2004 | 119 | Hayao Miyazaki | animation, adventure, fantasy | Turned into an old woman by a witch, Sophie keeps house in a wizard's walking castle.
tt5027774 | Three Billboards Outside Ebbing, Missouri | 2017 | 115 | Martin McDonagh | comedy, crime, drama | Angry at the police, a mother rents roadside signs to ask about her daughter's unsolved case.
tt0117951 | Trainspotting | 1996 | 93 | Danny Boyle | comedy, drama | Renton and his friends in Edinburgh choose heroin over a job, a career and a big television.
tt0050212 | The Bridge on the River Kwai | 1957 | 161 | David Lean | adventure, drama, war | A proud British colonel builds his Japanese captors a railway bridge better than they asked for.
tt1392214 | Prisoners | 2013 | 153 | Denis Villeneuve | crime, drama, mystery, thriller | Two girls disappear on Thanksgiving, and one father decides not to wait for the police.
tt1205489 | Gran Torino | 2008 | 116 | Clint Eastwood | drama | A bitter widower in Detroit catches the boy next door trying to steal his car.
tt0096283 | My Neighbor Totoro | 1988 | 86 | Hayao Miyazaki | animation, family, fantasy | New to the countryside, two sisters meet a large and sleepy keeper of the forest.
tt0264464 | Catch Me If You Can | 2002 | 141 | Steven Spielberg | biography, crime, drama | Pilot, doctor, lawyer: a teenage impostor stays one step ahead of the FBI. | Catch Me if You Can/2002/Steven Spielberg
tt0405159 | Million Dollar Baby | 2004 | 132 | Clint Eastwood | drama, sport | An old trainer refuses to coach women until a stubborn waitress wears him down.
tt0118849 | Children of Heaven | 1997 | 89 | Majid Majidi | drama, family, sport | After losing his sister's shoes, a boy in Tehran shares his only pair with her in secret. | Bacheha-Ye aseman/1999/?
tt0083658 | Blade Runner | 1982 | 117 | Ridley Scott | action, drama, sci-fi | A weary policeman must find four artificial humans in a rainy Los Angeles.
tt0015864 | The Gold Rush | 1925 | 95 | Charles Chaplin | adventure, comedy, drama | Hunger, a bear and a dancing pair of bread rolls await a lone prospector in the Klondike.
tt0112471 | Before Sunrise | 1995 | 101 | Richard Linklater | drama, romance | On a train to Vienna, two strangers decide to talk until morning.
tt1201607 | Harry Potter and the Deathly Hallows: Part 2 | 2011 | 130 | David Yates | adventure, family, fantasy | The search for the last pieces of Voldemort's soul brings Harry back to Hogwarts.
tt2024544 | 12 Years a Slave | 2013 | 134 | Steve McQueen | biography, drama, history | Solomon Northup, a free musician from New York, is kidnapped and sold in Louisiana.
tt0047296 | On the Waterfront | 1954 | 108 | Elia Kazan | crime, drama | A dock worker who could have been a contender must decide whether to testify against his union.
tt0052618 | Ben-Hur | 1959 | 212 | William Wyler | adventure, drama, history | Sent to the galleys by a childhood friend, a prince of Judea comes home for a chariot race.
tt2278388 | The Grand Budapest Hotel | 2014 | 99 | Wes Anderson | adventure, comedy, crime | An inherited painting sends a hotel concierge and his lobby boy on the run across Zubrowka.
tt2267998 | Gone Girl | 2014 | 149 | David Fincher | drama, mystery, thriller | When his wife vanishes on their anniversary, all cameras turn to the husband.
tt0050986 | Wild Strawberries | 1957 | 91 | Ingmar Bergman | drama, romance | Driving to receive an honour, an old professor revisits the summers of his youth.
tt0072684 | Barry Lyndon | 1975 | 185 | Stanley Kubrick | adventure, drama, war | By duels, cards and marriage, an Irish rogue climbs into the English aristocracy. | Barry Lyndon/1974/Stanley Kubrick
tt0107207 | In the Name of the Father | 1993 | 133 | Jim Sheridan | biography, crime, drama | Accused of a bombing in Guildford, a young man from Belfast shares a cell with his father.
tt0041959 | The Third Man | 1949 | 104 | Carol Reed | film-noir, mystery, thriller | A writer of westerns comes to divided Vienna to visit a friend, and arrives at his funeral.
tt0077416 | The Deer Hunter | 1978 | 183 | Michael Cimino | drama, war | Vietnam changes three friends from a Pennsylvania steel town, each in a different way.
tt2119532 | Hacksaw Ridge | 2016 | 139 | Mel Gibson | biography, drama, war | A medic who will not touch a rifle saves the wounded on Okinawa.
tt0046268 | The Wages of Fear | 1953 | 131 | Henri-Georges Clouzot | adventure, drama, thriller | Four desperate men drive two trucks of nitroglycerine over three hundred miles of bad road.
tt0353969 | Memories of Murder | 2003 | 131 | Bong Joon Ho | crime, drama, mystery, thriller | Rural detectives and a colleague from Seoul are out of their depth with a serial killer.
tt0015324 | Sherlock Jr. | 1924 | 45 | Buster Keaton | action, comedy, romance | A projectionist dreams himself onto the screen as the greatest detective in the world.
tt3011894 | Wild Tales | 2014 | 122 | Damián Szifron | comedy, drama, thriller | Six short stories from Argentina, all about people who finally lose their temper.
tt0031679 | Mr. Smith Goes to Washington | 1939 | 129 | Frank Capra | comedy, drama | A naive scout leader becomes a senator and refuses to stop speaking. | Mr. Smith Goes To Washington/1938/Frank Capra
tt1392190 | Mad Max: Fury Road | 2015 | 120 | George Miller | action, adventure, sci-fi | Across a poisoned desert, a war rig carries five women away from a tyrant.
tt0978762 | Mary and Max | 2009 | 92 | Adam Elliot | animation, comedy, drama | A girl in Melbourne picks a name from a New York phone book and gains a pen friend for life.
tt0050976 | The Seventh Seal | 1957 | 96 | Ingmar Bergman | drama, fantasy | While the plague crosses Sweden, a knight plays chess with Death to gain time.
tt3170832 | Room | 2015 | 118 | Lenny Abrahamson | drama, thriller | For five-year-old Jack, a locked shed is the whole world, until Ma makes a plan.
tt0097165 | Dead Poets Society | 1989 | 128 | Peter Weir | comedy, drama | An English teacher tells the boys of a strict school to stand on their desks. | Dead Poets' Society/1989/Peter Weir
tt0046438 | Tokyo Story | 1953 | 136 | Yasujiro Ozu | drama | Visiting their grown children in the city, an elderly couple find them too busy.
tt0019254 | The Passion of Joan of Arc | 1928 | 110 | Carl Theodor Dreyer | biography, drama, history | Close-up faces carry this silent account of a young woman's trial at Rouen.
tt0075148 | Rocky | 1976 | 120 | John G. Avildsen | drama, sport | A small-time boxer from Philadelphia gets a shot at the heavyweight title.
tt0091763 | Platoon | 1986 | 120 | Oliver Stone | drama, war | Between two sergeants, one humane and one brutal, a young volunteer has to choose.
tt1895587 | Spotlight | 2015 | 129 | Tom McCarthy | biography, crime, drama | Reporters at the Boston Globe uncover how the Church protected abusive priests.
tt3315342 | Logan | 2017 | 137 | James Mangold | action, drama, sci-fi | Tired and ill, a mutant near the Mexican border drives a strange girl to safety.
tt0088247 | The Terminator | 1984 | 107 | James Cameron | action, sci-fi | A waitress in Los Angeles learns that a killer machine was sent back in time for her.
tt0092005 | Stand by Me | 1986 | 89 | Rob Reiner | adventure, drama | Four boys hike along the railway line one summer to look for a body.
tt0074958 | Network | 1976 | 121 | Sidney Lumet | drama | A fired news anchor promises to kill himself on the air, and his ratings soar.
tt0758758 | Into the Wild | 2007 | 148 | Sean Penn | adventure, biography, drama | Chris McCandless gives away his savings and hitchhikes toward Alaska.
tt0036868 | The Best Years of Our Lives | 1946 | 170 | William Wyler | drama, romance, war | Three veterans share a flight home and find that their town has moved on. | The Best Years of Our Lives/?/William Wyler
tt0107048 | Groundhog Day | 1993 | 101 | Harold Ramis | comedy, fantasy, romance | A sour weatherman wakes up to the same February morning, over and over.
tt0070047 | The Exorcist | 1973 | 122 | William Friedkin | horror | Doctors have no name for what ails an actress's daughter, so two priests are called.
tt0317705 | The Incredibles | 2004 | 115 | Brad Bird | animation, action, adventure, family | Forced into ordinary life, a family with superpowers gets one more call to save the day.
tt0035446 | To Be or Not to Be | 1942 | 99 | Ernst Lubitsch | comedy, romance, war | A troupe of Warsaw actors puts on Nazi uniforms for the performance of their lives.
tt0113247 | La Haine | 1995 | 98 | Mathieu Kassovitz | crime, drama | Twenty hours in the lives of three friends from a Paris suburb, on the day after a riot.
tt0058946 | The Battle of Algiers | 1966 | 121 | Gillo Pontecorvo | drama, war | Shot like a newsreel, this is the fight between French paratroopers and Algerian rebels.
tt0032551 | The Grapes of Wrath | 1940 | 129 | John Ford | drama | Driven off their Oklahoma farm, the Joads load a truck and head for California.
tt0245712 | Amores Perros | 2000 | 154 | Alejandro G. Iñárritu | drama, thriller | A car crash in Mexico City ties together three stories of love, loss and dogs. | Amores Perros/2001/Alejandro Gonzalez Inarritu
tt0032976 | Rebecca | 1940 | 130 | Alfred Hitchcock | drama, mystery, romance | At Manderley, a shy bride lives in the shadow of her husband's first wife. | Rebecca/1939/Alfred Hitchcock
tt0061512 | Cool Hand Luke | 1967 | 127 | Stuart Rosenberg | crime, drama | No punishment on the chain gang can make one prisoner stop grinning or running.
tt4016934 | The Handmaiden | 2016 | 145 | Park Chan-wook | drama, romance, thriller | In 1930s Korea, a pickpocket becomes maid to an heiress as part of a swindle.
tt0059742 | The Sound of Music | 1965 | 172 | Robert Wise | biography, drama, family, musical | Too lively for the convent, Maria becomes governess to a captain's seven children.
tt0025316 | It Happened One Night | 1934 | 105 | Frank Capra | comedy, romance | A runaway heiress and an unemployed reporter share buses, haystacks and a blanket wall. | It Happened One Night/1933/Frank Capra
tt0060827 | Persona | 1966 | 85 | Ingmar Bergman | drama, thriller | A nurse talks and an actress stays silent, alone together in a house by the sea.
tt0079470 | Life of Brian | 1979 | 94 | Terry Jones | comedy | Born one stable away from Jesus, Brian is followed by people who will not listen. | The Life of Brian/1979/?
tt0129167 | The Iron Giant | 1999 | 86 | Brad Bird | animation, adventure, family, sci-fi | A boy in Maine hides a metal-eating robot as tall as a tower from the army.
tt0071411 | Dersu Uzala | 1975 | 142 | Akira Kurosawa | adventure, biography, drama | A Russian surveyor owes his life to a hunter who reads the Siberian forest.
tt0099348 | Dances with Wolves | 1990 | 181 | Kevin Costner | adventure, drama, western | Alone at a frontier fort, a lieutenant befriends a wolf and his Lakota neighbours.
tt0083987 | Gandhi | 1982 | 191 | Richard Attenborough | biography, drama, history | From a railway carriage in South Africa to independence: the life of a man without weapons. | Gandhi/1982/Sir Richard Attenborough
tt0083866 | E.T. the Extra-Terrestrial | 1982 | 115 | Steven Spielberg | adventure, family, sci-fi | Left behind by his ship, a small visitor hides in a boy's wardrobe and wants to phone home. | ET: The Extra-Terrestrial/1982/Steven Spielberg
tt0032138 | The Wizard of Oz | 1939 | 102 | Victor Fleming | adventure, family, fantasy, musical | A tornado carries Dorothy and her dog to a land where a yellow road leads to a wizard. | The Wizard of Oz/?/King Vidor
tt0045152 | Singin' in the Rain | 1952 | 103 | Stanley Donen | comedy, musical, romance | Hollywood learns to talk in 1927, and one silent star has a terrible voice.
tt0190332 | Crouching Tiger, Hidden Dragon | 2000 | 120 | Ang Lee | action, adventure, fantasy, romance | A stolen sword brings two old warriors together with a governor's rebellious daughter.
tt0110357 | The Lion King | 1994 | 88 | Roger Allers | animation, adventure, family, musical | Simba, a lion cub, runs from his guilt and grows up far from the kingdom that needs him. | The Lion King/1994/Rob Minkoff
tt0266543 | Finding Nemo | 2003 | 100 | Andrew Stanton | animation, adventure, comedy, family | A nervous clownfish crosses the ocean, with a forgetful helper, to bring his son home.
tt0116282 | Fargo | 1996 | 98 | Joel Coen | crime, drama, thriller | A car salesman's clumsy kidnapping plan meets a pregnant police chief in the Minnesota snow.
tt0477348 | No Country for Old Men | 2007 | 122 | Ethan Coen | crime, drama, thriller | Money from a desert shoot-out puts a Texan on the path of a killer with a coin. | No Country for Old Men/2007/Joel Coen
tt0075686 | Annie Hall | 1977 | 93 | Woody Allen | comedy, romance | A New York comedian goes over his romance with a singer to see where it went wrong.
tt0097216 | Do the Right Thing | 1989 | 120 | Spike Lee | comedy, drama | The hottest day of summer brings tempers to a boil around a Brooklyn pizzeria.
tt0335266 | Lost in Translation | 2003 | 102 | Sofia Coppola | comedy, drama | An actor and a young wife, both sleepless, share a few days in a Tokyo hotel.
tt0887912 | The Hurt Locker | 2008 | 131 | Kathryn Bigelow | drama, thriller, war | Defusing bombs in Baghdad suits a sergeant whose calm frightens his own team. | The Hurt Locker/2009/Kathryn Bigelow
tt0808417 | Persepolis | 2007 | 96 | Marjane Satrapi | animation, biography, drama | Marjane grows up in revolutionary Tehran with punk records, brave relatives and many questions.
tt0118694 | In the Mood for Love | 2000 | 98 | Wong Kar-wai | drama, romance | Neighbours in 1960s Hong Kong find that their spouses share a secret, and meet to rehearse the truth.
tt1454468 | Gravity | 2013 | 91 | Alfonso Cuarón | drama, sci-fi, thriller | Debris destroys a shuttle, and two astronauts drift above the Earth with little oxygen.
tt4925292 | Lady Bird | 2017 | 94 | Greta Gerwig | comedy, drama | Her last school year in Sacramento is a battle with a mother as stubborn as herself.
tt5052448 | Get Out | 2017 | 104 | Jordan Peele | horror, mystery, thriller | Meeting his girlfriend's parents for a weekend, a photographer notices that the help behaves oddly.
tt3783958 | La La Land | 2016 | 128 | Damien Chazelle | comedy, drama, musical, romance | A jazz pianist and an actress fall in love while Los Angeles tests their ambitions.
tt2543164 | Arrival | 2016 | 116 | Denis Villeneuve | drama, mystery, sci-fi | Twelve silent ships hang over the Earth, and a linguist has to find out what they want.
tt4975722 | Moonlight | 2016 | 111 | Barry Jenkins | drama | Three chapters follow a quiet boy from Miami as he becomes a man.
tt8613070 | Portrait of a Lady on Fire | 2019 | 122 | Céline Sciamma | drama, romance | A painter in Brittany must portray a bride in secret, from glances on their walks.
`;
