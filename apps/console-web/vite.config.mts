import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the console's server listens while the pages are developed: `npm run dev --workspace apps/console-web`. */
const server = process.env['CONSOLE_URL'] ?? 'http://127.0.0.1:8090';

export default defineConfig({
  plugins: [react()],
  build: {
    // Everything is a file of our own: no inline scripts, styles or images, so that the strictest policy lets it in.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000, // kB: all pages are one file, see src/router.tsx
  },
  server: { host: '127.0.0.1', proxy: { '/api': { target: server } } },
});
