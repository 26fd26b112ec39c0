import { AppWindow, Coins, FunctionSquare, Gauge, Inbox, Route, ShieldQuestion, type LucideIcon } from 'lucide-react';
import { links } from '../search/links';

export interface Place {
  readonly name: string;
  readonly href: string;
  /** The key that leads there after `g`. */
  readonly key: string;
  readonly icon: LucideIcon;
}

/** The pages that the navigation names, in its order. */
export const places: readonly Place[] = [
  { name: 'Overview', href: links.overview(), key: 'o', icon: Gauge },
  { name: 'Plan', href: links.plan(), key: 'p', icon: Route },
  { name: 'Requests', href: links.requests(), key: 'r', icon: AppWindow },
  { name: 'Functions', href: links.functions(), key: 'f', icon: FunctionSquare },
  { name: 'Money', href: links.money(), key: 'm', icon: Coins },
  { name: 'Dead letters', href: links.deadLetters(), key: 'd', icon: Inbox },
  { name: 'Known errors', href: links.knownErrors(), key: 'e', icon: ShieldQuestion },
];
