// A name server that takes its time. Given by NODE_OPTIONS=--import.
import dns from 'node:dns';

dns.lookup = (_host, options, callback) => {
  setTimeout(
    () => (typeof options === 'function' ? options : callback)(Object.assign(new Error('too late'), { code: 'ENOTFOUND' })),
    10_000,
  );
};
