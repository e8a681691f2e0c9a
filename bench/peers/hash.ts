/** Verifies one argon2id hash per request, and nothing else: the minimum of a sign-in. */
import { createServer } from 'node:http';
import { verify } from '@node-rs/argon2';

const { HASH = '', PASSWORD = '' } = process.env;

createServer(async (request, response) => {
  request.resume();
  if (request.method === 'POST') await verify(HASH, PASSWORD);
  response.end('{}');
}).listen(Number(process.env.PORT), '127.0.0.1');

// Exits normally, so that Node writes the profile.
process.once('SIGTERM', () => process.exit());
