import { visibleLine } from './text.js';

/** Text for an element or an attribute of XML; what XML cannot hold stands as its escape. */
export function escapeXml(text: string): string {
  return visibleLine(text.toWellFormed())
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
