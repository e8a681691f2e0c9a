import { defineConfig } from 'orval';

const input = '../openapi.json';

export default defineConfig({
  client: {
    input,
    output: {
      client: 'fetch',
      target: './generated/client.ts',
      baseUrl: { runtime: 'process.argv[2]' },
      headers: true,
    },
  },
  zod: { input, output: { client: 'zod', target: './generated/zod.ts' } },
});
