import { body, fresh, type ServiceSettings } from './service.js';

/** What a service may put into its texts to harm who reads a report. */
export const HOSTILE_TEXT = [
  '\u001b[31mred\u001b[0m\u001b]0;title\u0007',
  '\u0000\u0008\u000b',
  '\udc00\ud800',
  ']]>',
  '</failure></script><script>alert(1)</script>',
  '<!--',
  '&amp;&#0;&lol;',
  '\u202egnp.exe\u202c\u2066',
  '\u007f\u0085\u009b31m',
  '\ufffe\uffff',
  '::error::pwned',
  '##vso[task.setvariable]',
  "'; rm -rf / #",
  '\r\n::set-output name=x::y',
].join(' ');

/** A service that puts it wherever a report may quote it. */
export function hostileService(): ServiceSettings {
  const text = JSON.stringify(HOSTILE_TEXT);
  return {
    health: fresh(() =>
      body(`{"status":${text},"time":${text},"checks":[{"name":${text},"status":null,${text}:${text}}],"extensions":{${text}:1}}`),
    ),
    version: body(`{"service_name":${text},"service_version":${text},"supported_api_versions":[${text}],"build":{"built_at":${text}}}`, {
      server: '\u009b31m<b>&\u00ad',
      'content-type': 'application/json; charset="]]>\u009b31m"',
    }),
  };
}
