import express, { Router, type Request } from 'express';
import { sendPage } from '../pages/page.ts';
import { faultPage } from './fault-page.ts';
import { FaultPlanError, readFaultPlan } from './fault-rules.ts';
import type { Faults } from './faults.ts';
import { readRuleForm } from './rule-form.ts';

/** The switches for the faults, as JSON and as a page; to be mounted at the root. */
export function faultRoutes(faults: Faults): Router {
  const router = Router();

  router.get('/_sandbox/faults', (_request, response) => void response.json(faults.shown()));
  router.put('/_sandbox/faults', express.text({ type: () => true }), (request, response) => {
    try {
      faults.replace(readFaultPlan(parsed(request)));
      response.json(faults.shown());
    } catch (error) {
      if (!(error instanceof FaultPlanError)) throw error;
      response.status(400).json({ error: { message: error.message } });
    }
  });
  router.delete('/_sandbox/faults', (_request, response) => {
    faults.clear();
    response.json(faults.shown());
  });

  router.get('/faults', (_request, response) => sendPage(response, faultPage(faults.shown())));
  router.post('/faults', express.text({ type: () => true, limit: '10kb' }), (request, response) => {
    try {
      faults.replace(readFaultPlan(readRuleForm(new URLSearchParams(textOf(request)), faults.plan())));
      response.redirect(303, '/faults');
    } catch (error) {
      if (!(error instanceof FaultPlanError)) throw error;
      sendPage(response, faultPage(faults.shown(), error.message), 400);
    }
  });
  router.post('/faults/clear', (_request, response) => {
    faults.clear();
    response.redirect(303, '/faults');
  });
  return router;
}

function parsed(request: Request): unknown {
  try {
    return JSON.parse(textOf(request));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new FaultPlanError(`The body is not JSON: send {"seed": 7, "rules": […]}. ${error.message}`);
  }
}

function textOf(request: Request): string {
  const body: unknown = request.body;
  return typeof body === 'string' ? body : '';
}
