import t from 'tap';
import { isGranted, uses } from '../../src/ui/lib/scopes.ts';

t.test('a permission is granted as itself, as its admin variant, or by its classic scope', async (t) => {
  t.ok(isGranted(['meeting:read:livestream'], 'meeting:read:livestream'));
  t.ok(isGranted(['meeting:read:livestream:admin'], 'meeting:read:livestream'));
  t.ok(isGranted(['meeting:write'], 'meeting:update:livestream'));
  t.ok(isGranted(['meeting:read:admin'], 'meeting:read:meeting'));
  t.notOk(isGranted(['meeting:read'], 'meeting:update:livestream'));
  t.notOk(isGranted(['webinar:read'], 'meeting:read:livestream'));
  t.notOk(isGranted([], 'user:read:user'));
});

t.test('every permission in use has a purpose', async (t) => {
  for (const [scope, use] of uses) t.match(use, /^(?:read|list|show|change|start|check) /, scope);
});
