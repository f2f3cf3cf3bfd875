import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';

const { id } = seededUsers.events;

test('each way to end the session of this browser clears what the browser has stored', async (t) => {
  const app = await startApp(t);
  const cleared = async (method: string, path: (session: string) => string) => {
    const client = await app.signIn(id);
    const { sessions } = (await client.get('/api/sessions')).json;
    const current = sessions.find((session: { current: boolean }) => session.current);
    const response = await client.request(method, path(current.id));
    t.equal(response.status, 204);
    return response.headers['clear-site-data'];
  };
  t.equal(await cleared('POST', () => '/logout'), '"storage"');
  t.equal(await cleared('POST', () => '/logout/everywhere'), '"storage"');
  t.equal(await cleared('DELETE', (current) => `/api/sessions/${current}`), '"storage"');
  t.equal(await cleared('DELETE', () => '/api/me'), '"storage"');
});

test('no other response clears it, and every response with data of the user is not stored', async (t) => {
  const app = await startApp(t);
  const [client, phone] = [await app.signIn(id), await app.signIn(id)];
  const paths = [
    '/api/me',
    '/api/sessions',
    '/api/meetings',
    '/api/destinations',
    '/api/me/export',
    '/api/x',
  ];
  for (const path of paths) {
    const { headers } = await client.get(path);
    t.equal(headers['clear-site-data'], undefined, path);
    t.equal(headers['cache-control'], 'no-store', path);
  }
  const { sessions } = (await client.get('/api/sessions')).json;
  const other = sessions.find((session: { current: boolean }) => !session.current);
  const ended = await client.request('DELETE', `/api/sessions/${other.id}`);
  t.equal(ended.headers['clear-site-data'], undefined, 'the other browser is another one');
  t.equal((await phone.post('/logout')).headers['clear-site-data'], undefined, 'nor does a rejection');
});
