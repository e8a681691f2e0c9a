import type { KnownSource } from '../mapping/known-source.js';

/** Each of the words alone, and after a word for the subject of the table: `链接`, `电影链接`, `豆瓣链接`. */
const named = (...words: readonly string[]): readonly string[] =>
  ['', '电影', '影片', '豆瓣', '豆瓣电影', '条目'].flatMap((about) => words.map((word) => about + word));

const chineseTitles = ['片名', ...named('名', '名字', '名称', '标题', '中文名', '中文名称').slice(1)];
const chineseLinks = named('链接', '详情链接', '详情页链接', '详情页', '地址', '网址');
const chineseYears = ['年份', '上映年份', '年代', '上映时间', '上映日期', '上映年代'];

const fields = {
  title: ['title', ...chineseTitles],
  sourceId: ['link', 'url', ...chineseLinks],
};

/** Copies of the Top 250. */
const english: KnownSource = {
  name: 'Douban',
  marks: [['title'], ['quote', 'inq'], ['link', 'url']],
  kind: 'movies',
  fields: { ...fields, releaseYear: { from: ['year'], by: 'firstYear' } },
};

const chinese: KnownSource = {
  name: 'Douban in Chinese',
  marks: [chineseTitles, chineseLinks],
  kind: 'movies',
  fields: {
    ...fields,
    releaseYear: { from: [chineseYears], by: 'firstYear' },
    runtimeMinutes: { from: [['片长', '时长']], by: 'chineseMinutes' },
    genres: { from: [['类型', '影片类型', '电影类型']], by: 'words' },
    author: { from: ['导演'], by: 'firstName' },
    description: ['简介', '剧情简介'],
    imdbId: ['IMDb', 'IMDb编号', 'IMDb链接'],
  },
  genres: {
    传记: ['biography'],
    儿童: ['family'],
    冒险: ['adventure'],
    剧情: ['drama'],
    动作: ['action'],
    动画: ['animation'],
    历史: ['history'],
    古装: [],
    同性: [],
    喜剧: ['comedy'],
    奇幻: ['fantasy'],
    家庭: ['family'],
    恐怖: ['horror'],
    悬疑: ['mystery'],
    情色: [],
    惊悚: ['thriller'],
    战争: ['war'],
    戏曲: [],
    武侠: ['action'],
    歌舞: ['musical'],
    灾难: [],
    爱情: ['romance'],
    犯罪: ['crime'],
    真人秀: ['reality'],
    短片: ['short'],
    科幻: ['sci-fi'],
    纪录片: ['documentary'],
    脱口秀: [],
    西部: ['western'],
    运动: ['sport'],
    音乐: ['music'],
    黑色电影: ['film-noir'],
  },
};

/**
 * Tables without links: rows with the same title and year are one film. The column of titles must have a name for
 * films.
 */
const withoutLinks: KnownSource = {
  ...chinese,
  name: 'Douban without links',
  marks: [chineseTitles.filter((name) => /[影片]/.test(name)), chineseYears],
  fields: {
    ...chinese.fields,
    sourceId: { from: [chineseTitles, chineseYears], by: 'titleAndYear' },
  },
};

/** The first source that matches is used, so a file with links is imported by its links. */
export const doubanSources = [english, chinese, withoutLinks];
