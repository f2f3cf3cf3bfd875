import { test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { aboutMeeting, failedTries, subscribe, tell, worked } from '../helpers/events.ts';
import { makeJobsDue } from '../helpers/held.ts';
import { addHosted, HOST, until } from '../helpers/zoom-host.ts';

/** A host's meeting, and what is said of its runs. */
async function arrange(t: Parameters<typeof startApp>[0]) {
  const uplink = await startApp(t);
  subscribe(uplink);
  const client = await uplink.signIn(HOST);
  const hosted = addHosted(uplink.simulator, 'meetings', { live: true });
  const { database } = uplink;
  const history = async () =>
    (await client.get(`${hosted.path}/history`)).json.changes.map(
      ({ kind, by }: { kind: string; by: string }) => `${kind} by ${by}`,
    );
  const told = async () => {
    const { rows } = await database.pool.query<{ status: string }>(
      "select data->>'status' as status from user_event where event = 'live' order by id",
    );
    return rows.map(({ status }) => status);
  };
  return { uplink, hosted, history, told };
}

test('a stop whose telling fails is told when its event is worked on again', async (t) => {
  const { uplink, hosted, history, told } = await arrange(t);
  const { pool } = uplink.database;
  await tell(uplink, 'meeting.live_streaming_started', aboutMeeting(hosted.meeting), {
    eventTs: Date.now() - 1000,
  });
  t.strictSame(await told(), ['live']);
  await pool.query("alter table user_event add constraint nothing check (event <> 'live') not valid");
  await uplink.simulator.sendEvent('meeting.live_streaming_stopped', aboutMeeting(hosted.meeting));
  await until(async () => (await failedTries(uplink)) === 1);
  t.strictSame(await told(), ['live']);
  await pool.query('alter table user_event drop constraint nothing');
  await makeJobsDue(uplink);
  await worked(uplink);
  t.strictSame(await told(), ['live', 'idle']);
  t.strictSame(await history(), ['stopped by zoom', 'started by zoom'], 'and stands in the history once');
});
