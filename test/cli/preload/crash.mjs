// Throws out of nowhere, as a bug of ours would, with the request of that number. Given by NODE_OPTIONS=--import.
import { Socket } from 'node:net';

const { write } = Socket.prototype;
let requests = 0;
Socket.prototype.write = function writeAndCrash(data, ...rest) {
  if (/^[A-Z]+ \/\S* HTTP\/1\.1\r\n/.test(String(data))) {
    requests += 1;
    if (requests === Number(process.env.CRASH_AT)) {
      setImmediate(() => {
        throw new TypeError('broken from outside');
      });
    }
  }
  return write.call(this, data, ...rest);
};
