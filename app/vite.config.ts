import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The page at /app. `npm run dev -w app` serves it with a running service behind it, and reloads changes. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/app/',
  build: {
    target: 'es2022',
    // Its policy allows no data: URLs and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/openapi.json', '/docs', '/problems', '/account'].map((path) => [
        path,
        'http://127.0.0.1:8000',
      ]),
    ),
  },
});
