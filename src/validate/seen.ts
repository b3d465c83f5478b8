import { valueAt } from '../json/pointer.js';
import { fillInGiven, type Variables } from '../json/template.js';
import type { Exchange, Json } from '../model.js';

/** An exchange with the body that expectations look at. */
export interface Seen {
  readonly exchange: Exchange;
  readonly body: Json | undefined;
}

/** Values that a demand mentions: what was sent, the parameters of path and query, the item of the list, what was saved. Undefined where one is missing. */
export function filled(template: Json, { exchange }: Seen, variables: Variables): Json | undefined {
  return fillInGiven(template, (name) => {
    if (name.startsWith('sent:'))
      return exchange.request.json === undefined ? undefined : valueAt(exchange.request.json, name.slice('sent:'.length));
    if (name.startsWith('query:')) return exchange.request.query?.[name.slice('query:'.length)];
    if (name.startsWith('path:')) return exchange.request.path[name.slice('path:'.length)];
    const [first = '', ...rest] = name.split('/');
    const found = exchange.item?.[first] ?? variables.get(first);
    return rest.length === 0 || found === undefined ? found : valueAt(found, `/${rest.join('/')}`);
  });
}
