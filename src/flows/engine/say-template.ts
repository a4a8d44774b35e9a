import { sayText } from './effect.ts';
import { type LocalTemplate, renderTemplate } from './template.ts';
import type { Walk } from './walk-state.ts';

/** Says what the template gives; one that gives nothing is passed over: an empty message cannot be sent. */
export function sayTemplate(walk: Walk, template: LocalTemplate): void {
  const text = renderTemplate(template[walk.run.locale], walk.scope(), walk.filters());
  if (text !== '') walk.effects.push(sayText(text));
}
