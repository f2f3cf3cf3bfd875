import { test } from 'tap';
import { metricsCheck } from '../../../src/cli/doctor/metrics.ts';
import type { Probe, ProbeResult } from '../../../src/cli/doctor/probe.ts';

const metrics: ProbeResult = { outcome: 'response', status: 200, headers: {}, text: 'uplink_build_info 1' };

async function found(result: ProbeResult, publicUrl = 'https://uplink.example.com', port = 9091) {
  const requested: string[] = [];
  const probe: Probe = async (url) => {
    requested.push(url);
    return result;
  };
  return { requested, ...(await metricsCheck({ probe, publicUrl, port }).run()) };
}

test('metrics that can be read at the public host name are a warning', async (t) => {
  t.match(await found(metrics), {
    requested: ['http://uplink.example.com:9091/metrics'],
    status: 'warning',
    fix: /^METRICS_HOST: /,
  });
});

test('metrics that cannot be read there, are turned off, or are on this machine only, are ok', async (t) => {
  t.match(await found({ outcome: 'error', code: 'ECONNREFUSED' }), { status: 'ok' });
  t.match(await found({ ...metrics, text: 'another app' }), { status: 'ok' });
  t.match(await found(metrics, 'https://uplink.example.com', 0), { status: 'ok', requested: [] });
  t.match(await found(metrics, 'http://[::1]:3000'), { status: 'ok', requested: [] });
});
