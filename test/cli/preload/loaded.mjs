// Writes down the files of the package that a process loads. Given by NODE_OPTIONS=--import.
import { appendFileSync } from 'node:fs';
import module from 'node:module';

const load = module._load;
module._load = function loadAndNote(request, ...rest) {
  if (request.startsWith('.')) appendFileSync(process.env.LOADED_FILE ?? '/dev/null', `${request}\n`);
  return load.call(this, request, ...rest);
};
