import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { driveShell } from './scripts/drive-shell.ts'

/** Where a running city answers while the console is developed with `npx vite` in this folder. */
const city = process.env.CITY ?? 'http://127.0.0.1:7070'

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [svelte(), driveShell()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    rolldownOptions: { input: ['index', 'drive'].map((page) => join(import.meta.dirname, `${page}.html`)) },
    // Font subsets stay files, so that a page fetches only those whose letters it shows.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
  server: { port: 5173, proxy: { '/api': city } },
})
