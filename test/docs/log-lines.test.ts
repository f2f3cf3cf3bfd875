import { test } from 'tap';
import { LOG_PAGE, logErrors, messagesIn } from '../../scripts/docs/log-lines.ts';
import { repository } from '../../scripts/docs/repository.ts';

test('every message of the log is in docs/operations.md, and the reverse', async (t) => {
  t.same(logErrors(repository), []);
});

test('a message that is missing on either side is found', async (t) => {
  const read = (path: string) => {
    const text = repository.read(path);
    if (path === 'src/privacy/erase.ts') return text.replace("'user erased'", "'user deleted'");
    return path === LOG_PAGE ? text.replace('| `ready` | info |', '| `ready` | warn |') : text;
  };
  t.same(logErrors({ ...repository, read }), [
    'info: ready is not in the table',
    'info: user deleted is not in the table',
    'info: user erased is not in the source',
    'warn: ready is not in the source',
  ]);
});

test('messages are found in constants, conditions, templates and functions', async (t) => {
  const source = `
    const ONE = 'one';
    const MANY = { a: 'two', b: \`three \${x}\` };
    log.warn({}, ONE);
    app.log?.error({}, isBad ? 'four' : MANY[key]);
    request.log[isNotable ? 'info' : 'debug']({}, hint(5));
    function hint() { return 'five'; }
    app.logAccount(request, 'signed in', { userId: 'x' });
    other.warn('no logger');
    log.info(fields, message);`;
  t.same(
    messagesIn('x.ts', source).map(({ level, text }) => `${level} ${text}`),
    ['warn one', 'error four', 'error two', 'error three …', 'info five', 'info signed in'],
  );
});
