import { useEffect, useRef } from 'react';
import type { DeskEvent } from '../../../src/server/contract/index.ts';
import type { Preferences } from '../theme/preferences.ts';
import type { Words } from '../words/index.ts';
import { go, inboxLink } from './route.ts';

/** A sound and a browser notification for what asks for somebody, each only when it was asked for. */
export function useAlerts(preferences: Preferences, words: Words): (event: DeskEvent) => void {
  const chime = useRef<AudioContext | null>(null);
  useEffect(() => () => void chime.current?.close(), []);
  return (event) => {
    const isForMe = event.kind === 'assigned';
    const isNew = event.kind === 'queue' && event.alert;
    const isLate = event.kind === 'complaint' && event.alert;
    if (!isForMe && !isNew && !isLate) return;
    if (preferences.sound) {
      chime.current ??= new AudioContext();
      ring(chime.current);
    }
    if (preferences.notify && document.hidden && Notification.permission === 'granted') {
      // No words of the customer: a notification is read by whoever passes the screen.
      const { notifyMine, notifyNew, notifyLate } = words.settings;
      const tag = event.kind === 'complaint' ? event.complaint : event.conversation;
      const notification = new Notification(isLate ? notifyLate : isForMe ? notifyMine : notifyNew, {
        tag,
        icon: '/desk/icon.svg',
      });
      notification.onclick = () => {
        window.focus();
        go(isLate ? '#/complaints' : inboxLink(isForMe ? 'mine' : 'waiting', tag));
      };
    }
  };
}

/** Two soft notes, a third apart. */
function ring(context: AudioContext): void {
  void context.resume();
  for (const [index, frequency] of [659, 784].entries()) {
    const start = context.currentTime + index * 0.14;
    const note = new OscillatorNode(context, { frequency, type: 'sine' });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
    note.connect(volume).connect(context.destination);
    note.start(start);
    note.stop(start + 0.5);
  }
}
