/** Express with `res.json` of constant objects: the minimum of a service on Express. */
import express from 'express';

const [item, page] = [process.env.ITEM, process.env.PAGE].map((text) => JSON.parse(text ?? 'null'));

const app = express();
app.get('/api/v1/movies/:id', (_request, response) => {
  response.json(item);
});
app.get('/api/v1/movies', (_request, response) => {
  response.json(page);
});
app.listen(Number(process.env.PORT), '127.0.0.1');

// Exits normally, so that Node writes the profile.
process.once('SIGTERM', () => process.exit());
