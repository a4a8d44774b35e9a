import { resolve } from 'node:path';
import { defaultClientConditions, defineConfig, type Plugin, type UserConfig } from 'vite';

const root = resolve(import.meta.dirname, 'console/chat');
/** What the server serves at `/`. */
const outDir = resolve(import.meta.dirname, 'dist/chat');

/** Browsers of 2024 and later; `light-dark()` and nested container queries need no less. */
const target = ['chrome123', 'edge123', 'firefox120', 'safari17.5'];

/** Without this a build under NODE_ENV=test would carry the libraries' development checks. */
const resolution = {
  conditions: ['production', ...defaultClientConditions.filter((condition) => !condition.includes('development'))],
};

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
  resolve: resolution,
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
  resolve: resolution,
  plugins: [withoutHtmlBlocks()],
  publicDir: false,
  build: {
    target,
    outDir,
    emptyOutDir: false,
    lib: { entry: resolve(root, 'widget.ts'), formats: ['iife'], name: 'WarmlineChat', fileName: () => 'widget.js' },
  },
};

/** `vite build --mode page` and `--mode widget`; scripts/build-web.ts runs both. */
export default defineConfig(({ mode }) => (mode === 'widget' ? widget : page));
