import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { type ChildApp, startChildApp } from '../helpers/child-app.ts';
import {
  addLive,
  BACKUP,
  beginSwitch,
  saveDestination,
  sentToZoom,
  switchEnded,
  switchReaches,
} from '../helpers/switches.ts';
import { HOST, waitUntil } from '../helpers/zoom-host.ts';

/* The app in this process runs no jobs: child processes, which can be killed, run them. */
const uplink = await startApp(t, { startsJobs: false });
const { simulator } = uplink;
simulator.state.settings.startIntervalSeconds = 0;
const host = await uplink.signIn(HOST);
const backup = await saveDestination(host);
let child: ChildApp = await startChildApp(t, uplink, host);

const KILLS = [
  { step: 'stopping', request: 'stop', when: 'after' },
  { step: 'updating', request: 'update', when: 'before' },
  { step: 'updating', request: 'update', when: 'after' },
  { step: 'starting', request: 'start', when: 'after' },
] as const;

for (const { step, request, when } of KILLS)
  t.test(
    `after a process is killed while ${step}, ${when} Zoom acts, another one continues`,
    async (each) => {
      const { path, zoomPath, meeting, atZoom } = await addLive(host, simulator, 'webinars');
      await uplink.database.pool.query(`update start_attempt set at = now() - interval '1 minute'`);
      simulator.clearRequests();
      simulator.addFault({
        kind: when === 'before' ? 'hang' : 'hang-after-work',
        method: 'PATCH',
        path: request === 'update' ? zoomPath : `${zoomPath}/status`,
        skip: request === 'start' ? 1 : 0,
      });
      await beginSwitch(host, path, backup);
      await waitUntil(() => sentToZoom(simulator, zoomPath).endsWith(request));
      each.ok(await switchReaches(host, path, step));
      await child.kill();
      simulator.clearFaults();

      // It ends with the file, because it is the next one to be killed.
      child = await startChildApp(t, uplink, host);
      const ended = await switchEnded(host, path);
      each.match(ended, { status: 'done', settings: 'changed', restarted: true, problem: null });
      each.match(atZoom(), BACKUP);
      each.ok(meeting.streaming, 'it streams at Zoom');
    },
  );
