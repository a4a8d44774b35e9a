import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';

export interface WebRoots {
  /** The built chat page and widget, served at `/`. */
  chat: string;
  /** The built console for agents, served at `/desk/`. */
  desk: string;
  /** The knowledge base: of it only the pictures of articles are served, at `/knowledge/articles/…`. */
  knowledge: string;
}

const PICTURE = /\.(png|jpe?g|gif|webp|avif|svg)$/i;
/** A picture is shown, never run: an SVG that is opened by itself may not do anything. */
const INERT = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** A year, the longest that caches are asked to keep anything: an asset's name changes with its content. */
const FOR_GOOD = 'public, max-age=31536000, immutable';
/** Pages and widget.js keep their name: they are asked for each time and mostly answered with 304. */
const ASK_FIRST = 'no-cache';

/** Serves what the build made, as the build compressed it. Links in mails and logs say `/console/`: it leads to `/desk/`. */
export async function mountWebFiles(server: FastifyInstance, { chat, desk, knowledge }: WebRoots): Promise<void> {
  const common = { preCompressed: true, cacheControl: false, setHeaders };
  await server.register(staticFiles, { ...common, root: chat });
  await server.register(staticFiles, { ...common, root: desk, prefix: '/desk/', decorateReply: false });
  for (const url of ['/desk', '/console', '/console/']) {
    server.get(url, { schema: { hide: true } }, async (_request, reply) => reply.redirect('/desk/'));
  }
  await mountPictures(server, knowledge);
}

async function mountPictures(server: FastifyInstance, knowledge: string): Promise<void> {
  const articles = join(knowledge, 'articles');
  if (!existsSync(articles)) return;
  await server.register(staticFiles, {
    root: articles,
    prefix: '/knowledge/articles/',
    decorateReply: false,
    cacheControl: false,
    dotfiles: 'ignore',
    allowedPath: (path) => PICTURE.test(path),
    setHeaders(reply) {
      reply.header('cache-control', ASK_FIRST);
      reply.header('content-security-policy', INERT);
      // The widget shows them on other sites' pages.
      reply.header('cross-origin-resource-policy', 'cross-origin');
    },
  });
}

function setHeaders(reply: { header(name: string, value: string): unknown }, path: string): void {
  reply.header('cache-control', path.includes(`${sep}assets${sep}`) ? FOR_GOOD : ASK_FIRST);
  // The widget is loaded by other sites' pages.
  if (/widget\.js(\.br|\.gz)?$/.test(path)) reply.header('cross-origin-resource-policy', 'cross-origin');
}
