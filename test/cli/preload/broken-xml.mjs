// Breaks the JUnit report alone, as a bug of ours would. Given by NODE_OPTIONS=--import.
String.prototype.toWellFormed = () => {
  throw new TypeError('broken from outside');
};
