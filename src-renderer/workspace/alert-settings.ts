import { z } from 'zod';
import { setting } from './setting.ts';

const alertSettingsSchema = z.object({
  sound: z.boolean(),
  /** 0 to 1. */
  volume: z.number().min(0).max(1),
  /** By the system, beside the window's own; only where it permits that. */
  notifications: z.boolean(),
});
export type AlertSettings = z.output<typeof alertSettingsSchema>;

/** How this trader is told of alerts. */
export const alertSettings = setting<AlertSettings>('alerts.signals', alertSettingsSchema, { sound: true, volume: 0.5, notifications: true });
