// A machine whose clock is set anew, an hour back or two ahead, with every second request. Given by NODE_OPTIONS=--import.
import { Socket } from 'node:net';

const { write } = Socket.prototype;
const { now } = Date;
let requests = 0;
Date.now = () => now() + (requests === 0 ? 0 : [0, -3_600_000, 0, 7_200_000][requests % 4]);
Socket.prototype.write = function writeAndCount(data, ...rest) {
  if (/^[A-Z]+ \/\S* HTTP\/1\.1\r\n/.test(String(data))) requests += 1;
  return write.call(this, data, ...rest);
};
