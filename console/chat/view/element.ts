type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * One element with its attributes and children. Strings become text nodes and never markup; `undefined` and `false`
 * leave an attribute out.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: ReadonlyArray<Node | string | null | undefined>
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** A button that does something, labelled by its text, or by `aria-label` in `attributes`. */
export function button(
  className: string,
  label: string | Node,
  press: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const made = element('button', { type: 'button', class: className, ...attributes }, label);
  made.addEventListener('click', press);
  return made;
}

/** A 20 by 20 line drawing in the colour of the text, hidden from screen readers. */
export function icon(path: string): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const drawing = document.createElementNS(namespace, 'svg');
  setAttributes(drawing, { viewBox: '0 0 20 20', class: 'icon', 'aria-hidden': 'true', focusable: 'false' });
  const line = document.createElementNS(namespace, 'path');
  line.setAttribute('d', path);
  drawing.append(line);
  return drawing;
}

function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) target.setAttribute(name, value === true ? '' : String(value));
  }
}
