import { lines } from '../files/reading.js';
import { describeShapes } from './shapes.js';

describe('a file of Douban', () => {
  describeShapes({
    'in English': [
      {
        'top.csv': lines(
          '\ufeffrating,title,quote,link',
          '9.5,寒园 / Cold Orchard,两姐妹,https://example.org/2',
        ),
      },
      { movies: [{ title: '寒园 / Cold Orchard', sourceId: 'https://example.org/2' }] },
    ],
    'in Chinese': [
      {
        'top.csv': lines(
          '排名,电影名称,年份,类型,片长,导演,电影链接',
          '1,纸灯笼,2009(波兰),剧情 科幻 古装,118分钟,马洛,https://example.org/1',
        ),
      },
      {
        movies: [
          {
            title: '纸灯笼',
            releaseYear: 2009,
            genres: ['drama', 'sci-fi'],
            runtimeMinutes: 118,
            author: '马洛',
            sourceId: 'https://example.org/1',
          },
        ],
      },
    ],
    'in Chinese, with other names of columns': [
      {
        'top.csv': lines(
          '豆瓣排名,电影名字,上映年份,豆瓣评分,电影详情页链接',
          '1,纸灯笼,2009,9.7,https://example.org/1',
        ),
      },
      { movies: [{ title: '纸灯笼', releaseYear: 2009, sourceId: 'https://example.org/1' }] },
    ],
    'in Chinese, without links': [
      { 'top.csv': lines('电影名称,导演,年代,类型,评分', '纸灯笼,马洛,2009,剧情 科幻,9.7') },
      {
        movies: [
          {
            title: '纸灯笼',
            releaseYear: 2009,
            genres: ['drama', 'sci-fi'],
            author: '马洛',
            sourceId: 'title:纸灯笼 (2009)',
          },
        ],
      },
    ],
    'as browsers export it, with a delimiter more in each row': [
      {
        'douban.csv': lines(
          '\ufeff封面,标题,个人评分,打分日期,我的短评,上映日期,制片国家,条目链接',
          '"https://example.org/p","寒园 / Cold Orchard","5","2007/03/01","","1987/09/09(中国大陆)","美国","https://example.org/2",',
        ),
      },
      {
        movies: [{ title: '寒园 / Cold Orchard', releaseYear: 1987, sourceId: 'https://example.org/2' }],
      },
    ],
  });
});
