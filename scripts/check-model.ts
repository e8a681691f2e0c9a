import { cacheMachine } from './model/cache-model.js';
import { byEpoch, byRunId } from './model/design.js';
import { explore } from './model/explore.js';

for (const [n, d, b, m] of [
  ['run', [byRunId, byRunId], { writes: 1, moves: 4, roles: 0, fills: 1 }, 5e4],
  ['epoch', [byEpoch, byEpoch], { writes: 1, moves: 2, roles: 0, fills: 1 }, 5e4],
] as const) {
  const t = performance.now();
  const r = explore(cacheMachine(d, b), m);
  console.log(n, r, Math.round(performance.now() - t));
}
