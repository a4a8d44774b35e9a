import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

const root = resolve(import.meta.dirname, 'console/chat');
/** What the server serves at `/`. */
const outDir = resolve(import.meta.dirname, 'dist/chat');

/** Browsers of 2024 and later; `light-dark()` and nested container queries need no less. */
const target = ['chrome123', 'edge123', 'firefox120', 'safari17.5'];

/**
 * The chat shows HTML as the text it is, so it needs no parser for blocks of HTML: they become paragraphs. That is
 * 1.3 kB of the widget's 30.
 */
function withoutHtmlBlocks(): Plugin {
  return {
    name: 'without-html-blocks',
    load: {
      filter: { id: /micromark-core-commonmark\/lib\/html-flow\.js$/ },
      handler: () => "export const htmlFlow = { name: 'htmlFlow', tokenize: (effects, ok, nok) => nok }",
    },
  };
}

/** The chat as a page: dist/chat/index.html and hashed assets, no inline script or style. */
const page: UserConfig = {
  root,
  plugins: [withoutHtmlBlocks()],
  publicDir: false,
  build: {
    target,
    outDir,
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content security policy takes no data: addresses
    modulePreload: { polyfill: false },
  },
};

/** The chat for other sites: dist/chat/widget.js, one classic script with its styles inside. */
const widget: UserConfig = {
  root,
  plugins: [withoutHtmlBlocks()],
  publicDir: false,
  build: {
    target,
    outDir,
    emptyOutDir: false,
    lib: { entry: resolve(root, 'widget.ts'), formats: ['iife'], name: 'WarmlineChat', fileName: () => 'widget.js' },
  },
};

const deskRoot = resolve(import.meta.dirname, 'console/desk');

/**
 * antd makes its styles while it runs and would put them into <style>, which the content security policy refuses. Both
 * places that do so get our own, which puts them into constructed style sheets (docs/adr/0070).
 */
function stylesWithoutStyleElements(): Plugin {
  const adopted = JSON.stringify(resolve(deskRoot, 'theme/adopted-styles.ts'));
  return {
    name: 'styles-without-style-elements',
    enforce: 'pre',
    load: {
      filter: { id: /@rc-component\/util\/es\/Dom\/dynamicCSS\.js$/ },
      handler: () => `export * from ${adopted}`,
    },
    transform: {
      filter: { id: /@ant-design\/icons\/es\/cssUtils\.js$/ },
      handler: (code) =>
        `${code.replace('export function updateCSS(', 'function unusedUpdateCSS(')}\nexport { updateCSS } from ${adopted};`,
    },
  };
}

/** The console for agents: dist/desk, served at `/desk/`. */
const desk: UserConfig = {
  root: deskRoot,
  base: '/desk/',
  plugins: [react(), withoutHtmlBlocks(), stylesWithoutStyleElements()],
  publicDir: false,
  build: {
    target,
    outDir: resolve(import.meta.dirname, 'dist/desk'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_500, // kB: antd's part of the inbox
  },
};

/** `vite build --mode page`, `--mode widget` and `--mode desk`; scripts/build-web.ts runs them. */
export default defineConfig(({ mode }) => (mode === 'desk' ? desk : mode === 'widget' ? widget : page));
