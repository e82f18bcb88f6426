"""The table of rights: every route and what it needs. A new route gets its row here, by somebody who thought about it."""

from __future__ import annotations

from web.roles import Right

ROUTES = {
    "GET /": Right.ANYBODY,
    "GET /healthz": Right.ANYBODY,
    "GET /sign-in": Right.ANYBODY,
    "POST /sign-in": Right.ANYBODY,
    "GET /account": Right.SIGNED_IN,
    "POST /sign-out": Right.SIGNED_IN,
    "POST /account/sign-out-others": Right.SIGNED_IN,
    "GET /k/{secret}": Right.ANYBODY,
    "POST /k/{secret}": Right.ANYBODY,
    "GET /tasks": Right.SEE,
    "GET /tasks/{task_id:int}": Right.SEE,
    "POST /tasks/{task_id:int}/hand-in": Right.HAND_IN,
    "POST /tasks/{task_id:int}/withdraw": Right.HAND_IN,
    "POST /tasks/{task_id:int}/extend": Right.HAND_IN,
    "POST /tasks/{task_id:int}/not-applicable": Right.HAND_IN,
    "POST /tasks/{task_id:int}/deputy": Right.HAND_IN,
    "GET /tasks/{task_id:int}/evidence/{evidence_id:int}": Right.SEE,
    "GET /tasks/{task_id:int}/evidence/{evidence_id:int}/small": Right.SEE,
    "GET /tasks/together/{duty}": Right.HAND_IN,
    "POST /tasks/together/{duty}": Right.HAND_IN,
    "GET /board": Right.OVERSEE,
    "GET /board/tasks": Right.OVERSEE,
    "GET /notice": Right.OVERSEE,
    "GET /calendar": Right.OVERSEE,
    "GET /calendar/{year:int}/{month:int}": Right.OVERSEE,
    "GET /tasks/{task_id:int}/record": Right.SUPERVISE,
    "POST /tasks/{task_id:int}/record": Right.SUPERVISE,
    "GET /review": Right.REVIEW,
    "POST /review": Right.REVIEW,
    "POST /tasks/{task_id:int}/answer": Right.REVIEW,
    "GET /leaders": Right.LEAD,
}
