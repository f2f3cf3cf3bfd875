// Preloaded into a server that runs from source: profiles its CPU and counts its statements between
// two messages over the IPC channel.
import { Session } from 'node:inspector/promises';
import pg from 'pg';

const statements = new Map();
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function observed(...args) {
  const text = typeof args[0] === 'string' ? args[0] : args[0]?.text;
  statements.set(text, (statements.get(text) ?? 0) + 1);
  return query.apply(this, args);
};

const session = new Session();
session.connect();
let cpuBefore = process.cpuUsage();

process.on('message', async (message) => {
  if (message === 'start') {
    statements.clear();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 200 });
    await session.post('Profiler.start');
    cpuBefore = process.cpuUsage();
    process.send?.({ started: true });
  }
  if (message === 'stop') {
    const { user, system } = process.cpuUsage(cpuBefore);
    const { profile } = await session.post('Profiler.stop');
    process.send?.({ cpuMicros: user + system, profile, statements: [...statements] });
  }
});
process.channel?.unref();
