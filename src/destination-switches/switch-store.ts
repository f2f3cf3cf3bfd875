import { randomUUID } from 'node:crypto';
import { Prisma } from '../database/generated/client.ts';
import { leaseSql } from '../database/lease.ts';
import type { SqlClient } from '../database/sql-client.ts';
import { isLivestream, type LivestreamKey } from '../livestreams/livestream-key.ts';
import { isStartedByUplink } from '../livestreams/start-settings.ts';
import type { StoredProblem } from '../problem.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import type { Switch, SwitchChange, SwitchStep } from './types.ts';

/** The job of a switch. Its payload is only the id, which reveals nothing. */
export const SWITCH_JOB = 'switch-destination';

const SWITCH_LEASE = leaseSql({
  table: 'destination_switch',
  owner: 'owner',
  until: 'owner_until',
  seconds: 30,
});

const COLUMNS = Prisma.sql`
  id::text as id, user_id as "userId", kind::text as kind, meeting_id::text as "meetingId",
  destination_id::text as "destinationId", status::text as status, step::text as step, was_live as "wasLive",
  settings::text as settings, restarted, keeps_settings as "keepsSettings", attempts, start_after as "startAfter",
  greatest(coalesce(extract(epoch from start_after - now()), 0), 0)::float8 as "waitSeconds",
  problem, settings_problem as "settingsProblem", created_at as "createdAt", finished_at as "finishedAt"`;

type Row = Omit<Switch, 'meeting'> & { kind: MeetingKind; meetingId: string };

function toSwitch({ kind, meetingId, ...row }: Row): Switch {
  return { ...row, meeting: { kind, id: meetingId } };
}

/**
 * SQL expression that adds the job of a switch, or replaces it. It precedes all other jobs, because
 * an audience may be waiting.
 * @param id SQL expression of type `text`
 */
function addJob(id: Prisma.Sql, delaySeconds = 0): Prisma.Sql {
  return Prisma.sql`(graphile_worker.add_job(
    ${SWITCH_JOB}, json_build_object('id', ${id}), job_key => 'switch:' || ${id}, priority => -10,
    run_at => now() + make_interval(secs => ${delaySeconds}::float8))).id::text`;
}

/** A switch to store, or a failed one to continue. */
export interface NewSwitch {
  destinationId: string;
  step: SwitchStep;
  wasLive: boolean | null;
}

/**
 * Stores a switch with its job. Replaces an earlier one of the livestream, unless that is running.
 * @returns undefined if one is running, or the installation was deleted
 */
export async function insertSwitch(
  sql: SqlClient,
  key: LivestreamKey,
  { destinationId, step, wasLive }: NewSwitch,
): Promise<Switch | undefined> {
  const { userId, meeting } = key;
  const { kind, id: meetingId } = meeting;
  const id = randomUUID();
  const [row] = await sql.$queryRaw<Row[]>`
    with stored as (
      insert into destination_switch (user_id, kind, meeting_id, id, destination_id, step, was_live, keeps_settings)
      select user_id, ${kind}::meeting_kind, ${BigInt(meetingId)}, ${id}::uuid, ${destinationId}::uuid,
             ${step}::switch_step, ${wasLive}::boolean, ${isStartedByUplink(key)}
      from installation where user_id = ${userId}
      on conflict (user_id, kind, meeting_id) do update set
        id = excluded.id, destination_id = excluded.destination_id, status = 'running', step = excluded.step,
        was_live = excluded.was_live, keeps_settings = excluded.keeps_settings, settings = 'pending', restarted = false, attempts = 0, start_after = null,
        stopped_at = null, problem = null, settings_problem = null, owner = null, owner_until = null,
        created_at = now(), finished_at = null
      where destination_switch.status in ('done', 'failed')
      returning *
    )
    select ${COLUMNS}, ${addJob(Prisma.sql`id::text`)} as job from stored`;
  return row && toSwitch(withoutJob(row));
}

/**
 * Continues a failed switch at a step, with a new job.
 * @returns undefined if none has failed
 */
export async function restartSwitch(
  sql: SqlClient,
  key: LivestreamKey,
  failedId: string,
  { step, wasLive, settings }: Pick<Switch, 'step' | 'wasLive' | 'settings'>,
): Promise<Switch | undefined> {
  const [row] = await sql.$queryRaw<Row[]>`
    with stored as (
      update destination_switch set
        status = 'running', step = ${step}::switch_step, was_live = ${wasLive}::boolean,
        keeps_settings = case when ${step === 'stopping'} then ${isStartedByUplink(key)} else keeps_settings end,
        settings = ${settings}::switch_settings, restarted = false, attempts = 0, start_after = null,
        problem = null, settings_problem = null, finished_at = null
      where ${isLivestream(key)} and id = ${failedId}::uuid and status = 'failed'
      returning *
    )
    select ${COLUMNS}, ${addJob(Prisma.sql`id::text`)} as job from stored`;
  return row && toSwitch(withoutJob(row));
}

function withoutJob(row: Row & { job?: string }): Row {
  const { job: _, ...rest } = row;
  return rest;
}

/** The latest switch of a livestream that was not cancelled. */
export async function readSwitch(sql: SqlClient, key: LivestreamKey): Promise<Switch | undefined> {
  const [row] = await sql.$queryRaw<Row[]>`
    select ${COLUMNS} from destination_switch where ${isLivestream(key)} and status <> 'cancelled'`;
  return row && toSwitch(row);
}

/** All switches of a user, for the export. */
export async function readSwitches(sql: SqlClient, userId: string): Promise<Switch[]> {
  const rows = await sql.$queryRaw<Row[]>`
    select ${COLUMNS} from destination_switch where user_id = ${userId}
    order by destination_switch.created_at`;
  return rows.map(toSwitch);
}

/** Whether the livestream has been live since the switch stopped it, as webhooks report. */
export async function isLiveAgain(sql: SqlClient, id: string): Promise<boolean> {
  // The two times are from different clocks, so two seconds of difference are allowed.
  const [row] = await sql.$queryRaw<{ isLive: boolean }[]>`
    select exists (
      select from destination_switch s join live_status l using (user_id, kind, meeting_id)
      where s.id = ${id}::uuid and l.state = 'live' and l.since > s.stopped_at - interval '2 seconds'
    ) as "isLive"`;
  return row?.isLive === true;
}

/** Takes the lease of a running switch if it is free. */
export async function takeSwitch(
  sql: SqlClient,
  id: string,
  instanceId: string,
): Promise<Switch | undefined> {
  const [row] = await sql.$queryRaw<Row[]>`
    update destination_switch set ${SWITCH_LEASE.take(instanceId)}
    where id = ${id}::uuid and status = 'running' and ${SWITCH_LEASE.isFree()}
    returning ${COLUMNS}`;
  return row && toSwitch(row);
}

export async function renewSwitch(sql: SqlClient, id: string, instanceId: string): Promise<void> {
  await sql.$executeRaw`
    update destination_switch set ${SWITCH_LEASE.renew}
    where id = ${id}::uuid and ${SWITCH_LEASE.isOwnedBy(instanceId)}`;
}

/**
 * Records the next attempt before it is sent, or its outcome. Extends the lease, or releases it if the
 * switch has ended.
 * @returns undefined if the switch was cancelled or deleted, or another process holds the lease:
 * then nothing may be sent
 */
export async function recordSwitch(
  sql: SqlClient,
  current: Switch,
  instanceId: string,
  change: SwitchChange,
): Promise<Switch | undefined> {
  const next = { ...current, ...change };
  const isRunning = next.status === 'running';
  const waitSeconds = next.step === 'waiting' ? (change.waitSeconds ?? null) : null;
  const [row] = await sql.$queryRaw<Row[]>`
    update destination_switch set
      status = ${next.status}::switch_status, step = ${next.step}::switch_step,
      was_live = ${next.wasLive}::boolean, settings = ${next.settings}::switch_settings,
      restarted = ${next.restarted}, attempts = ${next.attempts}::int,
      start_after = now() + make_interval(secs => ${waitSeconds}::float8),
      stopped_at = case when ${change.stopped === true} then now() else stopped_at end,
      problem = ${toJson(next.problem)}::jsonb, settings_problem = ${toJson(next.settingsProblem)}::jsonb,
      finished_at = case when ${isRunning} then null else now() end,
      ${isRunning ? SWITCH_LEASE.renew : SWITCH_LEASE.release}
    where id = ${current.id}::uuid and status = 'running' and ${SWITCH_LEASE.isOwnedBy(instanceId)}
    returning ${COLUMNS}`;
  return row && toSwitch(row);
}

function toJson(problem: StoredProblem | null): string | null {
  return problem && JSON.stringify(problem);
}

/** Releases the lease, for example after the switch was cancelled or an error. */
export async function releaseSwitch(sql: SqlClient, id: string, instanceId: string): Promise<void> {
  await sql.$executeRaw`
    update destination_switch set ${SWITCH_LEASE.release}
    where id = ${id}::uuid and ${SWITCH_LEASE.isOwnedBy(instanceId)}`;
}

/** Releases the lease and adds a job that continues after `delaySeconds`. */
export async function requeueSwitch(
  sql: SqlClient,
  id: string,
  instanceId: string,
  delaySeconds: number,
): Promise<void> {
  await sql.$queryRaw`
    with released as (
      update destination_switch set ${SWITCH_LEASE.release}
      where id = ${id}::uuid and ${SWITCH_LEASE.isOwnedBy(instanceId)} returning id::text as id
    )
    select ${addJob(Prisma.sql`id`, delaySeconds)} from released`;
}

/** Cancels a running switch: its worker sends no other request. @returns whether one was running */
export async function cancelSwitch(sql: SqlClient, key: LivestreamKey): Promise<boolean> {
  const cancelled = await sql.$executeRaw`
    update destination_switch set status = 'cancelled', finished_at = now()
    where ${isLivestream(key)} and status = 'running'`;
  return cancelled > 0;
}

/** Deletes a cancelled switch whose worker has ended. @returns whether none is left */
export async function deleteCancelled(sql: SqlClient, key: LivestreamKey): Promise<boolean> {
  await sql.$executeRaw`
    delete from destination_switch where ${isLivestream(key)} and status = 'cancelled' and ${SWITCH_LEASE.isFree()}`;
  const left = await sql.$queryRaw<unknown[]>`
    select 1 from destination_switch where ${isLivestream(key)} and status = 'cancelled'`;
  return left.length === 0;
}

/** Deletes a switch that has ended. @returns whether there was one */
export async function deleteEnded(sql: SqlClient, key: LivestreamKey): Promise<boolean> {
  const deleted = await sql.$executeRaw`
    delete from destination_switch where ${isLivestream(key)} and status in ('done', 'failed')`;
  return deleted > 0;
}

/** A switch with an owner, dead or alive, or without its job. */
export interface StaleSwitch {
  id: string;
  owner: string | null;
  isExpired: boolean;
}

export async function readStale(sql: SqlClient): Promise<StaleSwitch[]> {
  return sql.$queryRaw<StaleSwitch[]>`
    select id::text as id, owner::text as owner, coalesce(owner_until < now(), true) as "isExpired"
    from destination_switch
    where status = 'running' and (owner is not null or not exists (
        select from graphile_worker.jobs where key = 'switch:' || destination_switch.id))
      or status = 'cancelled' and owner is not null`;
}

/** Releases the lease of an owner that is dead, and adds a job. */
export async function reviveSwitch(sql: SqlClient, { id, owner }: StaleSwitch): Promise<void> {
  await sql.$queryRaw`
    with released as (
      update destination_switch set ${SWITCH_LEASE.release}
      where id = ${id}::uuid and owner is not distinct from ${owner}::uuid
      returning id::text as id
    )
    select ${addJob(Prisma.sql`id`)} from released`;
}
