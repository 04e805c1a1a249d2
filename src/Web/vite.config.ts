import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { precompress } from './precompress.ts';

// Where `npm run dev` finds a running Monolith.
const host = process.env.MONOLITH_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), precompress()],
  build: {
    outDir: process.env.WEB_DIST ?? '../../artifacts/web/dist',
    emptyOutDir: true,
    target: 'es2024',
    // The Content-Security-Policy allows no data: URLs but for images.
    assetsInlineLimit: 0,
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: 'editor', test: /node_modules\/(@codemirror|@lezer|style-mod|w3c-keyname|crelt|@marijn)\// },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': host, '/openapi': host },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
});
