import { type Asker, type OrderDesk, orderProgress, type Sight } from '../../customers/index.ts';
import type { Json } from '../engine/slots/heard.ts';
import type { Port, PortCall, PortResult, Ports } from './port.ts';

type OrderPorts = Pick<Ports, 'orders.find' | 'orders.urge' | 'orders.change_address' | 'orders.cancel'>;

/** The order desk as flows call it. Who asks is the party of the conversation, whatever the words say. */
export function orderPorts(desk: OrderDesk): OrderPorts {
  const find: Port = async (input, call) =>
    resultOf(await desk.look({ number: textOf(input['order']), phone4: textOf(input['phone4']) }, askerOf(call)));

  const urge: Port = async (input, call) => {
    const number = textOf(input['order']);
    if (number === null) return { outcome: 'refused' };
    return { outcome: await desk.urge({ number, phone4: textOf(input['phone4']) }, askerOf(call)) };
  };

  const changeAddress: Port = async (input, call) => {
    const number = textOf(input['order']);
    const address = textOf(input['address']);
    if (number === null || address === null) return { outcome: 'refused' };
    const done = await desk.changeAddress({ number, phone4: textOf(input['phone4']), address }, askerOf(call));
    return { outcome: done === 'too-late' ? 'too_late' : done };
  };

  const cancel: Port = async (input, call) => {
    const number = textOf(input['order']);
    if (number === null) return { outcome: 'refused' };
    const done = await desk.cancel({ number, phone4: textOf(input['phone4']) }, askerOf(call));
    return { outcome: done === 'too-late' ? 'too_late' : done };
  };

  return {
    'orders.find': find,
    'orders.urge': urge,
    'orders.change_address': changeAddress,
    'orders.cancel': cancel,
  };
}

function resultOf(sight: Sight): PortResult {
  switch (sight.kind) {
    case 'found':
      return { outcome: 'found', data: { ...orderProgress(sight.order) } };
    case 'several':
      return { outcome: 'several', data: { orders: sight.orders.map((order) => ({ ...orderProgress(order) })) } };
    case 'unavailable':
      throw new Error(`The order system is unavailable: ${sight.cause}`);
    case 'none':
    case 'verify':
    case 'unknown':
    case 'locked':
      return { outcome: sight.kind };
    default:
      return sight satisfies never;
  }
}

function askerOf(call: PortCall): Asker {
  const { customer, address, conversation, now, key, signal } = call;
  return { customer, address, conversation, now, key, signal };
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
