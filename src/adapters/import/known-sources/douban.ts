import type { KnownSource } from '../mapping/known-source.js';

const fields = {
  title: [
    'title',
    '片名',
    '电影名',
    '电影名称',
    '影片名称',
    '名称',
    '标题',
    '中文名',
    '影片中文名',
    '电影中文名',
  ],
  sourceId: [
    'link',
    'url',
    '链接',
    '电影链接',
    '影片链接',
    '详情链接',
    '电影详情链接',
    '豆瓣链接',
    '条目链接',
  ],
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
  marks: [fields.title.slice(1), fields.sourceId.slice(2)],
  kind: 'movies',
  fields: {
    ...fields,
    releaseYear: { from: [['年份', '上映年份', '年代', '上映时间', '上映日期']], by: 'firstYear' },
    runtimeMinutes: { from: [['片长', '时长']], by: 'chineseMinutes' },
    genres: { from: [['类型', '影片类型', '电影类型']], by: 'words' },
    author: { from: ['导演'], by: 'firstName' },
    description: ['简介', '剧情简介'],
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

export const doubanSources = [english, chinese];
