import { sql } from 'kysely';
import type { StorageMigration } from '../migration.ts';

/** Cases, moods, the desk's people and what they do. */
export const handoff: StorageMigration = {
  name: '0040-handoff',
  async up({ schema, autoId }) {
    await schema
      .createTable('cases')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reasons', 'text', (column) => column.notNull())
      .addColumn('priority', 'integer', (column) => column.notNull())
      .addColumn('tier', 'text', (column) => column.notNull())
      .addColumn('mood_score', 'double precision', (column) => column.notNull())
      .addColumn('mood_level', 'text', (column) => column.notNull())
      .addColumn('skill', 'text')
      .addColumn('fast_lane', 'integer', (column) => column.notNull())
      .addColumn('callback', 'integer', (column) => column.notNull())
      .addColumn('locale', 'text', (column) => column.notNull())
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('agent_id', 'text')
      .addColumn('summary', 'text', (column) => column.notNull())
      .addColumn('opened_at', 'bigint', (column) => column.notNull())
      .addColumn('queued_at', 'bigint', (column) => column.notNull())
      .addColumn('held_since', 'bigint')
      .addColumn('waiting_since', 'bigint')
      .addColumn('first_due', 'bigint')
      .addColumn('first_state', 'integer', (column) => column.notNull())
      .addColumn('next_due', 'bigint')
      .addColumn('next_state', 'integer', (column) => column.notNull())
      .addColumn('resolution_due', 'bigint')
      .addColumn('resolution_state', 'integer', (column) => column.notNull())
      .addColumn('first_responded_at', 'bigint')
      .addColumn('silent_due', 'bigint')
      .addColumn('snoozed_until', 'bigint')
      .addColumn('look_at', 'bigint')
      .addColumn('told_place', 'integer')
      .addColumn('told_at', 'bigint')
      .addColumn('disposition', 'text')
      .addColumn('resolved_at', 'bigint')
      .addColumn('resolved_by', 'text')
      .execute();
    // At most one case of a conversation is open: whoever opens a second one finds the first.
    await schema
      .createIndex('cases_open')
      .on('cases')
      .column('conversation_id')
      .unique()
      .where(sql.ref('state'), 'in', ['waiting', 'held', 'snoozed'])
      .execute();
    await schema.createIndex('cases_by_conversation').on('cases').columns(['conversation_id', 'opened_at']).execute();
    await schema.createIndex('cases_by_customer').on('cases').columns(['customer_id', 'opened_at']).execute();
    await schema.createIndex('cases_queue').on('cases').columns(['state', 'priority', 'queued_at', 'id']).execute();
    await schema.createIndex('cases_by_agent').on('cases').columns(['agent_id', 'state']).execute();
    await schema.createIndex('cases_settled').on('cases').columns(['state', 'resolved_at', 'id']).execute();
    await schema
      .createIndex('cases_look')
      .on('cases')
      .column('look_at')
      .where(sql.ref('look_at'), 'is not', null)
      .execute();

    await schema
      .createTable('case_events')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('case_id', 'text', (column) => column.notNull())
      .addColumn('conversation_id', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('detail', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('case_events_by_talk').on('case_events').columns(['conversation_id', 'at']).execute();

    await schema
      .createTable('moods')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('conversation_id', 'text', (column) => column.notNull())
      .addColumn('message_key', 'text', (column) => column.notNull())
      .addColumn('score', 'double precision', (column) => column.notNull())
      .addColumn('level', 'text', (column) => column.notNull())
      .addColumn('reasons', 'text', (column) => column.notNull())
      .addColumn('hand_off', 'text', (column) => column.notNull())
      .addColumn('signals', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('moods_by_talk').on('moods').columns(['conversation_id', 'at']).execute();

    await schema
      .createTable('handoff_marks')
      .addColumn('conversation_id', 'text', (column) => column.primaryKey())
      .addColumn('mood', 'text', (column) => column.notNull())
      .addColumn('returned_position', 'integer', (column) => column.notNull())
      .addColumn('thumbs_down', 'integer', (column) => column.notNull())
      .addColumn('misses', 'integer', (column) => column.notNull())
      .execute();

    await schema
      .createTable('agents')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('email', 'text', (column) => column.notNull().unique())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('active', 'integer', (column) => column.notNull())
      .addColumn('joined', 'integer', (column) => column.notNull())
      .addColumn('locale', 'text', (column) => column.notNull())
      .addColumn('skills', 'text', (column) => column.notNull())
      .addColumn('locales', 'text', (column) => column.notNull())
      .addColumn('capacity', 'integer', (column) => column.notNull())
      .addColumn('limit_coupon', 'integer', (column) => column.notNull())
      .addColumn('limit_refund', 'integer', (column) => column.notNull())
      .addColumn('limit_points', 'integer', (column) => column.notNull())
      .addColumn('hours', 'text')
      .addColumn('presence', 'text', (column) => column.notNull())
      .addColumn('presence_since', 'bigint', (column) => column.notNull())
      .addColumn('idle_since', 'bigint', (column) => column.notNull())
      .addColumn('telegram', 'text', (column) => column.unique())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();

    await schema
      .createTable('customer_desk')
      .addColumn('customer_id', 'text', (column) => column.primaryKey())
      .addColumn('own_agent', 'text')
      .addColumn('first_agent', 'text')
      .execute();

    await schema
      .createTable('canned_replies')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('shortcut', 'text', (column) => column.notNull())
      .addColumn('locale', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('owner', 'text')
      .execute();

    await schema
      .createTable('compensations')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('request_key', 'text', (column) => column.notNull().unique())
      .addColumn('case_id', 'text', (column) => column.notNull())
      .addColumn('conversation_id', 'text', (column) => column.notNull())
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('amount', 'integer', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('agent_id', 'text', (column) => column.notNull())
      .addColumn('decided_by', 'text')
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('decided_at', 'bigint')
      .execute();
    await schema.createIndex('compensations_by_time').on('compensations').columns(['state', 'at', 'id']).execute();
    await schema.createIndex('compensations_by_talk').on('compensations').column('conversation_id').execute();

    await schema
      .createTable('webhooks')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('url', 'text', (column) => column.notNull())
      .addColumn('secret', 'text', (column) => column.notNull())
      .addColumn('events', 'text', (column) => column.notNull())
      .addColumn('active', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createTable('webhook_deliveries')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('webhook_id', 'text', (column) => column.notNull())
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('payload', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('status', 'integer')
      .addColumn('detail', 'text')
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('settled_at', 'bigint')
      .execute();
    await schema
      .createIndex('webhook_deliveries_due')
      .on('webhook_deliveries')
      .column('due_at')
      .where(sql.ref('state'), '=', 'due')
      .execute();
    await schema
      .createIndex('webhook_deliveries_listed')
      .on('webhook_deliveries')
      .columns(['webhook_id', 'created_at', 'id'])
      .execute();

    await schema
      .createTable('complaint_news')
      .addColumn('event_id', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('complaint_events_by_time').on('complaint_events').column('at').execute();

    await schema
      .createTable('desk_events')
      .addColumn('id', autoId.type, autoId.build)
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('agent_id', 'text')
      .addColumn('conversation_id', 'text')
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('desk_events_by_time').on('desk_events').column('at').execute();

    await schema
      .createTable('desk_viewers')
      .addColumn('conversation_id', 'text', (column) => column.notNull())
      .addColumn('agent_id', 'text', (column) => column.notNull())
      .addColumn('seen_at', 'bigint', (column) => column.notNull())
      .addColumn('typing_until', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('desk_viewers_key', ['conversation_id', 'agent_id'])
      .execute();

    await schema
      .createTable('staff_topics')
      .addColumn('conversation_id', 'text', (column) => column.primaryKey())
      .addColumn('topic_key', 'text', (column) => column.notNull())
      .addColumn('peer', 'text')
      .addColumn('card_id', 'text')
      .addColumn('card_text', 'text', (column) => column.notNull())
      .addColumn('relayed_revision', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('look_at', 'bigint', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .execute();
    await schema.createIndex('staff_topics_by_key').on('staff_topics').column('topic_key').execute();
    await schema.createIndex('staff_topics_look').on('staff_topics').columns(['state', 'look_at']).execute();
    await schema
      .createTable('staff_relays')
      .addColumn('message_id', 'text', (column) => column.notNull())
      .addColumn('conversation_id', 'text', (column) => column.notNull())
      .addColumn('send_key', 'text', (column) => column.primaryKey())
      .execute();
    await schema.createIndex('staff_relays_by_message').on('staff_relays').column('message_id').execute();
  },
};
