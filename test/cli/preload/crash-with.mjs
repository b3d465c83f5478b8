// Throws in the midst of a run, as a bug of ours would, with the token in its message. Given by NODE_OPTIONS=--import.
import { Socket } from 'node:net';

const { write } = Socket.prototype;
let crashed = false;
Socket.prototype.write = function writeAndCrash(data, ...rest) {
  if (!crashed && /^[A-Z]+ \/\S* HTTP\/1\.1\r\n/.test(String(data))) {
    crashed = true;
    const token = process.env.ARP_TOKEN;
    setImmediate(() => {
      throw new TypeError(`broken by ${token} (${encodeURIComponent(token)}, ${Buffer.from(`user:${token}`).toString('base64')})`);
    });
  }
  return write.call(this, data, ...rest);
};
