import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A shop's own page on another origin that embeds the widget: in English, at /zh-CN in Chinese. */
export interface HostPage {
  url: string;
  /** The widget comes from this server from now on. */
  embed(server: string, attributes?: string): void;
  stop(): Promise<void>;
}

/** Styles of a page that somebody cared for. */
const CALM_STYLES = `
  body { margin: 0; font: 17px/1.6 system-ui, sans-serif; color: #333; background: #fff; }
  main { max-width: 760px; margin: 0 auto; padding: 64px 32px; }
  h1 { font-size: 40px; line-height: 1.2; margin: 0 0 8px; }
  button { font: inherit; padding: 10px 28px; color: #fff; background: #333; border: 0; border-radius: 6px; }
  ul { display: grid; grid-template-columns: repeat(3, 1fr); gap: 20px; margin: 40px 0 0; padding: 0; list-style: none; }
  li { padding: 150px 0 14px; text-align: center; background: #eef0ee; border-radius: 8px; }`;

/** Styles of a page that was written without a thought for what is embedded in it. */
const LOUD_STYLES = `
  * { font-family: fantasy !important; letter-spacing: 4px; }
  div, section, article, header, p, span { color: red; background: yellow; float: left; margin: 40px; display: inline; }
  button, textarea { all: unset; font-size: 40px; text-transform: uppercase; width: 400px; }
  [hidden] { display: block; }
  .chat, .message, .panel { opacity: 0.1; position: static; }`;

export async function startHostPage({ loud = false } = {}): Promise<HostPage> {
  let script = '';
  let source = '';
  const server = createServer((request, response) => {
    if (request.url === '/style.css') {
      response.writeHead(200, { 'content-type': 'text/css' }).end(loud ? LOUD_STYLES : CALM_STYLES);
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyFor(source),
    });
    response.end(pageWith(script, request.url === '/zh-CN' ? 'zh-CN' : 'en'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    embed(from, attributes = '') {
      source = from;
      script = `<script src="${from}/widget.js" ${attributes}></script>`;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As strict as a shop may be that wants the chat: nothing inline, and only the chat's server besides itself. */
function policyFor(source: string): string {
  const socket = source.replace('http', 'ws');
  return `default-src 'none'; script-src ${source}; style-src 'self'; connect-src ${socket}; img-src ${source}`;
}

/** What stands on the page. */
const SHOPS = {
  en: { title: 'A shop', offer: 'Buy a lamp.', buy: 'Buy', lamps: ['Floor lamp', 'Desk lamp', 'Lantern'] },
  'zh-CN': { title: '灯具小店', offer: '挑一盏喜欢的灯。', buy: '购买', lamps: ['落地灯', '台灯', '灯笼'] },
};

function pageWith(script: string, language: keyof typeof SHOPS): string {
  const { title, offer, buy, lamps } = SHOPS[language];
  return `<!doctype html>
<html lang="${language}">
  <head><title>${title}</title><link rel="stylesheet" href="/style.css"></head>
  <body><main><h1>${title}</h1><p>${offer}</p><button>${buy}</button>
  <ul>${lamps.map((lamp) => `<li>${lamp}</li>`).join('')}</ul></main>${script}</body>
</html>`;
}
