import type { ReadRow } from '../../../core/import/import-row.js';
import { listOf, numberOf, tableRows } from './text-table.js';

/**
 * imdbId, title, first and last year, seasons, episodes, creator, genres and description. Mostly completed series with a
 * single creator. Without a last year they are still running: seasons and episodes as of summer 2024.
 */
const series = `
tt0903747 | Breaking Bad | 2008 | 2013 | 5 | 62 | Vince Gilligan | crime, drama, thriller | A chemistry teacher with cancer begins to cook drugs, and finds that he is good at it.
tt0306414 | The Wire | 2002 | 2008 | 5 | 60 | David Simon | crime, drama | Baltimore season by season: the corners, the docks, city hall, the schools and the newspaper.
tt0141842 | The Sopranos | 1999 | 2007 | 6 | 86 | David Chase | crime, drama | Panic attacks take a New Jersey mob boss to a psychiatrist, to whom he can tell only half.
tt5687612 | Fleabag | 2016 | 2019 | 2 | 12 | Phoebe Waller-Bridge | comedy, drama | A grieving café owner in London jokes to the camera about men, money and her family.
tt0052520 | The Twilight Zone | 1959 | 1964 | 5 | 156 | Rod Serling | sci-fi, fantasy, horror | Each episode is a new story in which something impossible happens to ordinary people.
tt7366338 | Chernobyl | 2019 | 2019 | 1 | 5 | Craig Mazin | drama, history, thriller | After a reactor explodes in 1986, firefighters, miners and scientists contain the damage while officials fight the truth.
tt0804503 | Mad Men | 2007 | 2015 | 7 | 92 | Matthew Weiner | drama | An advertising man in 1960s New York sells happiness and hides where he comes from.
tt0096697 | The Simpsons | 1989 |  | 35 | 768 | Matt Groening | animation, comedy, family | Springfield's least careful safety inspector and his family live through everything that America does.
tt0106179 | The X-Files | 1993 | 2018 | 11 | 218 | Chris Carter | sci-fi, mystery, drama | Agent Mulder believes in aliens, Agent Scully does not, and the cases make both doubt.
tt0248654 | Six Feet Under | 2001 | 2005 | 5 | 63 | Alan Ball | drama, comedy | Two brothers inherit a funeral home, and every episode opens with a death.
tt0060028 | Star Trek | 1966 | 1969 | 3 | 79 | Gene Roddenberry | sci-fi, adventure | Captain Kirk takes the starship Enterprise to worlds beyond every map.
tt7660850 | Succession | 2018 | 2023 | 4 | 39 | Jesse Armstrong | drama, comedy | Four siblings compete for a media empire that their father will not let go.
tt0112159 | Neon Genesis Evangelion | 1995 | 1996 | 1 | 26 | Hideaki Anno | animation, sci-fi, drama | Teenagers pilot giant machines against unexplained attackers, at a high cost to themselves.
tt0200276 | The West Wing | 1999 | 2006 | 7 | 154 | Aaron Sorkin | drama | Idealists run the White House by walking fast and talking faster.
tt0118276 | Buffy the Vampire Slayer | 1997 | 2003 | 7 | 144 | Joss Whedon | action, drama, fantasy | High school is built over a gate to hell, and one girl is chosen to guard it.
tt3398228 | BoJack Horseman | 2014 | 2020 | 6 | 77 | Raphael Bob-Waksberg | animation, comedy, drama | A horse, once a sitcom star, tries to like himself in a Hollywood full of animals.
tt0348914 | Deadwood | 2004 | 2006 | 3 | 36 | David Milch | western, crime, drama | Gold brings prospectors, swindlers and at last some law to a muddy camp in Dakota.
tt4288182 | Atlanta | 2016 | 2022 | 4 | 41 | Donald Glover | comedy, drama, music | Earn wants to manage his rapping cousin, while the city around them grows stranger.
tt0193676 | Freaks and Geeks | 1999 | 2000 | 1 | 18 | Paul Feig | comedy, drama | A brother and sister find their places among the outsiders of a Michigan school in 1980.
tt11204260 | I May Destroy You | 2020 | 2020 | 1 | 12 | Michaela Coel | drama | A young London writer pieces together a night that she cannot remember.
tt0496424 | 30 Rock | 2006 | 2013 | 7 | 138 | Tina Fey | comedy | Behind the scenes of a sketch show, its head writer manages two stars and one executive.
tt1305826 | Adventure Time | 2010 | 2018 | 10 | 283 | Pendleton Ward | animation, adventure, comedy | Finn the human and Jake the elastic dog help princesses in a land of sweets and ice.
tt0285333 | Alias | 2001 | 2006 | 5 | 105 | J.J. Abrams | action, thriller | A student and secret agent learns that she has been working for the wrong side.
tt0118254 | Ally McBeal | 1997 | 2002 | 5 | 112 | David E. Kelley | comedy, drama | Strange cases and stranger daydreams fill the days of a lawyer in Boston.
tt0367279 | Arrested Development | 2003 | 2019 | 5 | 84 | Mitchell Hurwitz | comedy | With the father in jail, one sensible son has to keep a spoiled family together.
tt0979432 | Boardwalk Empire | 2010 | 2014 | 5 | 56 | Terence Winter | crime, drama, history | Prohibition makes the treasurer of Atlantic City half politician, half gangster.
tt0402711 | Boston Legal | 2004 | 2008 | 5 | 101 | David E. Kelley | comedy, drama | Two lawyers of opposite opinions end each hard day with cigars on the balcony.
tt0098769 | The Civil War | 1990 | 1990 | 1 | 9 | Ken Burns | documentary, history, war | Letters, photographs and quiet voices retell the American war between North and South.
tt1439629 | Community | 2009 | 2015 | 6 | 110 | Dan Harmon | comedy | Seven misfits found a study group at a college where paintball becomes war.
tt0264235 | Curb Your Enthusiasm | 2000 | 2024 | 12 | 120 | Larry David | comedy | Rich and retired, Larry argues about every unwritten rule in Los Angeles.
tt7120662 | Derry Girls | 2018 | 2022 | 3 | 19 | Lisa McGee | comedy | Four girls and an English cousin go to a convent school during the Troubles.
tt1606375 | Downton Abbey | 2010 | 2015 | 6 | 52 | Julian Fellowes | drama, history, romance | Upstairs an earl worries about heirs; downstairs his servants keep the house running.
tt0108757 | ER | 1994 | 2009 | 15 | 331 | Michael Crichton | drama | Doctors and nurses of a Chicago emergency room have minutes for decisions that last.
tt0303461 | Firefly | 2002 | 2002 | 1 | 14 | Joss Whedon | sci-fi, western, adventure | Smugglers on an old spaceship take any job, and two passengers who are being hunted.
tt0238784 | Gilmore Girls | 2000 | 2007 | 7 | 153 | Amy Sherman-Palladino | comedy, drama | Coffee and quick talk join a young mother and her daughter in a small Connecticut town.
tt1723816 | Girls | 2012 | 2017 | 6 | 62 | Lena Dunham | comedy, drama | Four friends in Brooklyn make their twenties harder than they need to be.
tt1865718 | Gravity Falls | 2012 | 2016 | 2 | 40 | Alex Hirsch | animation, mystery, comedy, family | Twins spend the summer with a great-uncle in Oregon and find a journal of monsters.
tt0412142 | House | 2004 | 2012 | 8 | 177 | David Shore | drama, mystery | A brilliant and rude doctor treats diseases as puzzles and patients as liars.
tt1489428 | Justified | 2010 | 2015 | 6 | 78 | Graham Yost | crime, drama, western | Quick on the draw, a US marshal is sent back to the Kentucky hills that he fled.
tt1474684 | Luther | 2010 | 2019 | 5 | 20 | Neil Cross | crime, drama, thriller | A London detective understands murderers better than is good for him.
tt5788792 | The Marvelous Mrs. Maisel | 2017 | 2023 | 5 | 43 | Amy Sherman-Palladino | comedy, drama | Left by her husband in 1958, a Manhattan housewife discovers that she can make a club laugh.
tt4158110 | Mr. Robot | 2015 | 2019 | 4 | 45 | Sam Esmail | drama, thriller, crime | By night a shy security engineer hacks people, until a stranger recruits him for more.
tt1870479 | The Newsroom | 2012 | 2014 | 3 | 25 | Aaron Sorkin | drama, news | After an outburst, a popular anchor and his new team try to report the news honestly.
tt2442560 | Peaky Blinders | 2013 | 2022 | 6 | 36 | Steven Knight | crime, drama, history | Home from the trenches, Tommy Shelby leads a Birmingham gang with razor blades in its caps.
tt0925266 | Pushing Daisies | 2007 | 2009 | 2 | 22 | Bryan Fuller | comedy, fantasy, mystery | A pie maker wakes the dead with one touch, which helps a detective and complicates love.
tt0278238 | Samurai Jack | 2001 | 2017 | 5 | 62 | Genndy Tartakovsky | animation, action, adventure | Thrown into a future that a demon rules, a warrior looks for the way back.
tt0286486 | The Shield | 2002 | 2008 | 7 | 88 | Shawn Ryan | crime, drama, thriller | An elite police team in Los Angeles fights gangs and covers up its own crimes.
tt1124373 | Sons of Anarchy | 2008 | 2014 | 7 | 92 | Kurt Sutter | crime, drama, thriller | Inside a California motorcycle club, a son reads what his father wanted it to be.
tt10919420 | Squid Game | 2021 | 2025 | 3 | 22 | Hwang Dong-hyuk | drama, thriller | Deep in debt, hundreds of people play children's games for a fortune, with deadly rules.
tt0092455 | Star Trek: The Next Generation | 1987 | 1994 | 7 | 178 | Gene Roddenberry | sci-fi, adventure | A century after Kirk, Captain Picard prefers diplomacy on a new Enterprise.
tt3061046 | Steven Universe | 2013 | 2019 | 5 | 160 | Rebecca Sugar | animation, fantasy, family | Half human, half gem, a cheerful boy grows into the powers of his mother.
tt0413573 | Grey's Anatomy | 2005 |  | 20 | 430 | Shonda Rhimes | drama, romance | Interns at a Seattle hospital become surgeons, lovers, rivals and finally teachers.
`;

const toRow = (cells: readonly string[], i: number): ReadRow => {
  const [imdbId = '', title = '', from = '', to = '', seasons = '', episodes = '', author = '', ...rest] =
    cells;
  const [genres = '', description = ''] = rest;
  return {
    place: { file: 'known-series', line: i + 1 },
    fields: {
      sourceId: `sample/${title}`,
      imdbId,
      title,
      releaseYear: numberOf(from),
      endYear: numberOf(to),
      seasons: numberOf(seasons),
      episodes: numberOf(episodes),
      genres: listOf(genres),
      author,
      description,
    },
  };
};

/**
 * Well-known series, each with its creator as the author, as rows of an import. The facts were compared with public pages,
 * and the descriptions are our own.
 */
export const knownSeries: readonly ReadRow[] = tableRows(series).map(toRow);
