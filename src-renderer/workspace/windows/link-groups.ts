import { z } from 'zod';
import { setting } from '../setting.ts';
import { ofWindow, WINDOW } from '../window-name.ts';

export const LINK_GROUPS = ['A', 'B', 'C', 'D'] as const;
export type LinkGroup = (typeof LINK_GROUPS)[number];
export const linkGroupSchema = z.enum(LINK_GROUPS);

export const LINK_COLOURS: Readonly<Record<LinkGroup, string>> = { A: 'amber', B: 'blue', C: 'green', D: 'violet' };

/** What a window can be linked with. */
export const LINKS = [...LINK_GROUPS, 'none'] as const;
export type Link = (typeof LINKS)[number];
export const linkSchema = z.enum(LINKS);

/** The link of this window: windows of one colour show one underlying. */
export const windowLink = setting<Link>(ofWindow('workspace.link', WINDOW), linkSchema, 'A');
