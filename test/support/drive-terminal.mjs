// Pauses a running session from a script: node drive-terminal.mjs http://127.0.0.1:4785 DATA_DIR
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';

const [origin, dataDir] = process.argv.slice(2);
const token = readFileSync(`${dataDir}/browser-token`, 'utf8');
const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`, { headers: { Origin: origin, Authorization: `Bearer ${token}` } });
await new Promise((opened, failed) => socket.on('open', opened).on('error', failed));

let id = 0;
const answers = new Map();
socket.on('message', (data) => {
  const { type, id, output, error } = JSON.parse(data);
  answers.get(id)(type === 'result' ? output : Promise.reject(new Error(error.message)));
});
const call = (operation, input = {}) =>
  new Promise((answer) => {
    answers.set(++id, answer);
    socket.send(JSON.stringify({ type: 'call', id, operation, input }));
  });

const session = await call('session.pause');
console.log(JSON.stringify({ date: session.date, feed: session.feed.label, paused: session.paused }));
socket.close();
