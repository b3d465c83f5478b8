// Breaks the judging of times, as a bug of ours would. Given by NODE_OPTIONS=--import.
Date.parse = () => {
  throw new TypeError('broken from outside');
};
