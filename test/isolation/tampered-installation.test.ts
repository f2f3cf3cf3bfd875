import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { changeRows } from '../helpers/zoom-host.ts';

const { events, training } = seededUsers;
const LIVESTREAM = '/api/meetings/83640019275/livestream';

for (const column of ['data_key', 'profile']) {
  test(`another user's ${column} decrypts nothing, and signing in again repairs the installation`, async (t) => {
    const app = await startApp(t);
    const [client] = [await app.signIn(events.id), await app.signIn(training.id)];
    t.equal((await client.get(LIVESTREAM)).status, 200);
    const sql = `update installation set ${column} = (select ${column} from installation where user_id = '${training.id}')
                 where user_id = $1`;
    await changeRows(app, events.id, sql);

    t.match((await client.get('/api/me')).json, {
      user: { id: events.id, display_name: '', email: '' },
      connection: { status: 'reconnect_required' },
    });
    t.match((await client.get(LIVESTREAM)).json, { status: 403, code: 'reconnect_required' });

    const again = await app.signIn(events.id);
    t.match((await again.get('/api/me')).json, {
      user: { id: events.id },
      connection: { status: 'connected' },
    });
    t.match((await again.get(LIVESTREAM)).json, { meeting_id: '83640019275', stale: false });
  });
}
