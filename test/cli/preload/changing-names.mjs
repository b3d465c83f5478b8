// A name server that answers each time otherwise: NAMES has an answer for each question, the last one for all that follow. An answer is
// addresses with a plus between, or - for none. Given by NODE_OPTIONS=--import.
import dns from 'node:dns';

const answers = (process.env.NAMES ?? '-').split(' ');
dns.lookup = (host, options, callback) => {
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  const done = typeof options === 'function' ? options : callback;
  setImmediate(() => {
    if (answer === '-') return done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }));
    const all = answer.split('+').map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    return options?.all === true ? done(null, all) : done(null, all[0].address, all[0].family);
  });
};
