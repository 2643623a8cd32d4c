/** Required before a program (threads require it as well): whoever reaches for the network fails, and is named on standard error. */
const dns = require('node:dns');
const { syncBuiltinESMExports } = require('node:module');
const { Socket } = require('node:net');

function refuse(what) {
  process.stderr.write(`no network: ${what}\n`);
  throw new Error(`no network: ${what}`);
}

const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
  const [options] = args.flat();
  // A socket of this machine's file system reaches nobody outside.
  return typeof options === 'object' && options.path !== undefined ? connect.apply(this, args) : refuse(`a connection to ${JSON.stringify(options)}`);
};
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  dns[name] = (host) => refuse(`the address of ${host}`);
  dns.promises[name] = (host) => refuse(`the address of ${host}`);
}
syncBuiltinESMExports();
