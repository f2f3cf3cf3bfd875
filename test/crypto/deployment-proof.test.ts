import t from 'tap';
import { CHALLENGE_HEADER, createDeploymentProof, PROOF_HEADER } from '../../src/crypto/deployment-proof.ts';

const prove = createDeploymentProof(Buffer.alloc(32, 's'));

t.test('headers and proofs do not change between releases, which check each other', async (t) => {
  t.equal(CHALLENGE_HEADER, 'uplink-challenge');
  t.equal(PROOF_HEADER, 'uplink-proof');
  t.equal(prove('a-random-challenge'), 'Oca4u7XGf8Hk6doMCXOpDEsjx1JuEHOVRnj9dZcShdk');
});

t.test('a proof differs for each challenge and secret', async (t) => {
  t.not(prove('b-random-challenge'), prove('a-random-challenge'));
  const proveWithOther = createDeploymentProof(Buffer.alloc(32, 'o'));
  t.not(proveWithOther('a-random-challenge'), prove('a-random-challenge'));
});

t.test('a challenge of 16 to 64 base64url characters gets a proof, and no other value', async (t) => {
  const valid = 'Aa0_-'.padEnd(16, 'z');
  t.match(prove(valid), /^[A-Za-z0-9_-]{43}$/);
  t.match(prove(valid.repeat(4)), /^[A-Za-z0-9_-]{43}$/);
  const invalid = [undefined, '', valid.slice(1), `${valid.repeat(4)}a`, `!${valid}`, `${valid}!`, [valid]];
  for (const challenge of invalid) t.equal(prove(challenge), undefined, String(challenge));
});
