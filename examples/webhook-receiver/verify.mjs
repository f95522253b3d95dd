// Verifies Conch's webhooks (Standard Webhooks, HMAC) with Node.js alone, no packages.
//
//     node verify.mjs                     check this file against vector.json
//     node verify.mjs serve PORT SECRET   receive webhooks and print them
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const TOLERANCE_SECONDS = 300;

/** True if one of the signatures is by `secret` and the attempt is recent. `body`: the raw bytes. */
export function verify(headers, body, secret, now = Date.now() / 1000) {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (id === '' || !/^[0-9]+$/.test(timestamp)) return false;
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  return (headers['webhook-signature'] ?? '').split(' ').some((entry) => {
    if (!entry.startsWith('v1,')) return false;
    const given = Buffer.from(entry.slice(3), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function serve(port, secret) {
  const seen = new Set(); // a real receiver keeps the ids in its database: a message may come more than once
  createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (!verify(request.headers, body, secret)) {
        response.writeHead(401).end();
        return;
      }
      response.writeHead(204).end(); // quickly: work that takes longer belongs into a queue of yours
      const id = request.headers['webhook-id'];
      if (!seen.has(id)) {
        seen.add(id);
        console.log(body.toString());
      }
    });
  }).listen(port);
}

function check() {
  const vector = JSON.parse(readFileSync(new URL('vector.json', import.meta.url), 'utf8'));
  const body = Buffer.from(vector.body_base64, 'base64');
  const { secret } = vector;
  const now = Number(vector.timestamp);
  const headers = {
    'webhook-id': vector.id,
    'webhook-timestamp': vector.timestamp,
    'webhook-signature': vector.signature,
  };
  const two = { ...headers, 'webhook-signature': `v1,AAAA ${vector.signature}` };
  const other = 'whsec_' + Buffer.alloc(32).toString('base64');
  const expected = [
    ['the vector', true, verify(headers, body, secret, now)],
    ['two signatures', true, verify(two, body, secret, now)],
    ['a changed body', false, verify(headers, Buffer.concat([body, Buffer.from(' ')]), secret, now)],
    ['another id', false, verify({ ...headers, 'webhook-id': 'msg_2' }, body, secret, now)],
    ['another secret', false, verify(headers, body, other, now)],
    ['no signature', false, verify({ ...headers, 'webhook-signature': '' }, body, secret, now)],
    ['an old attempt', false, verify(headers, body, secret, now + TOLERANCE_SECONDS + 1)],
  ];
  const wrong = expected.filter(([, wanted, found]) => wanted !== found).map(([name]) => name);
  console.log('javascript:', wrong.length === 0 ? 'ok' : 'wrong about ' + wrong.join(', '));
  return wrong.length === 0 ? 0 : 1;
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'serve') {
  serve(Number(rest[0]), rest[1]);
} else if (command === 'verify') { // id timestamp signature secret, the body on standard input
  const [id, timestamp, signature, secret] = rest;
  const given = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  process.exitCode = verify(given, readFileSync(0), secret, Number(timestamp)) ? 0 : 1;
} else {
  process.exitCode = check();
}
