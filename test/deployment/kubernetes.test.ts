import { readdirSync, readFileSync } from 'node:fs';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Namespace, Service } from 'kubernetes-models/v1';
import { test } from 'tap';
import { parse } from 'yaml';
import { variables } from '../../src/config/table.ts';

const folder = new URL('../../deploy/kubernetes/', import.meta.url);
const read = (name: string) => parse(readFileSync(new URL(name, folder), 'utf8'), { merge: true });
const kustomization = read('kustomization.yaml');

const models: Record<string, new () => { validate(): void }> = {
  Deployment,
  Ingress,
  NetworkPolicy,
  PodDisruptionBudget,
  Namespace,
  Service,
};

/** The error of Kubernetes' own schema, or the fields that it does not know. Empty if there are none. */
function problemsOf(document: Record<string, unknown>): string[] {
  const model = models[String(document.kind)];
  if (!model) return [`unknown kind ${document.kind}`];
  const unread = new Set<string>();
  try {
    // The constructor copies what it gets, and would read every field.
    const fields = Object.entries(document).map(([key, value]) => [key, tracked(value, `/${key}`, unread)]);
    Object.assign(new model(), Object.fromEntries(fields)).validate();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  return [...unread].map((path) => `unknown field ${path}`);
}

/**
 * The value, with the paths of all its fields in `unread` until each is read. The schema's validator
 * reads every field that it knows, and ignores all others.
 */
function tracked(value: unknown, path: string, unread: Set<string>): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item, i) => tracked(item, `${path}/${i}`, unread));
  const entries = Object.entries(value).map(([key, child]) => {
    unread.add(`${path}/${key}`);
    return [key, tracked(child, `${path}/${key}`, unread)];
  });
  return new Proxy(Object.fromEntries(entries), {
    get(target, key) {
      unread.delete(`${path}/${String(key)}`);
      return Reflect.get(target, key);
    },
  });
}

test('every Kubernetes manifest matches Kubernetes’ schema and has no unknown fields', async (t) => {
  const files = readdirSync(folder).filter((name) => name !== 'kustomization.yaml');
  t.same([...files].sort(), [...kustomization.resources].sort(), 'kustomization.yaml lists every file');
  for (const name of files) {
    const document = read(name);
    t.same(problemsOf(document), [], name);
    if (document.kind !== 'Namespace') t.equal(document.metadata.namespace, 'uplink', name);
  }
});

test('the check of manifests finds wrong types, missing fields and unknown fields', async (t) => {
  const document = () => read('deployment.yaml');
  const typed = document();
  typed.spec.replicas = '2';
  t.match(problemsOf(typed)[0], /replicas must be integer/);
  const incomplete = document();
  delete incomplete.spec.selector;
  t.match(problemsOf(incomplete)[0], /selector/);
  const misspelled = document();
  misspelled.spec.template.spec.containers[0].liveProbe = {};
  t.same(problemsOf(misspelled), ['unknown field /spec/template/spec/containers/0/liveProbe']);
});

test('the pods fulfill the restricted security standard and have all that an instance needs', async (t) => {
  const { spec } = read('deployment.yaml');
  const pod = spec.template.spec;
  t.match(pod, {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    terminationGracePeriodSeconds: 30,
  });
  const [container] = pod.containers;
  for (const { securityContext } of [container, ...pod.initContainers]) {
    t.match(securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  }
  t.equal(container.livenessProbe.httpGet.path, '/livez', 'a database that is down restarts no pod');
  t.equal(container.readinessProbe.httpGet.path, '/readyz');
  t.same(spec.selector.matchLabels, spec.template.metadata.labels);
  t.same(read('disruption-budget.yaml').spec.selector, spec.selector);
  t.same(read('network-policy.yaml').spec.podSelector, spec.selector);
  t.same(read('service.yaml').spec.selector, spec.selector.matchLabels);
});

test('the manifests set all required variables, secrets only as files', async (t) => {
  const { containers, initContainers } = read('deployment.yaml').spec.template.spec;
  const set = containers[0].env.map(({ name }: { name: string }) => name);
  const table: Record<string, object> = variables(true);
  for (const [name, variable] of Object.entries(table)) {
    if ('fallback' in variable) continue;
    t.ok(set.includes(name) || set.includes(`${name}_FILE`), name);
  }
  for (const name of set) t.ok(name === 'NODE_ENV' || name.replace(/_FILE$/, '') in table, `${name} exists`);
  t.match(
    initContainers[0].env.map(({ name }: { name: string }) => name),
    ['DATABASE_URL_FILE'],
  );
});
