"""What a page says after something was done: `?said=submitted` in its address."""

from __future__ import annotations

SAID = {
    "submitted": "已提交",
    "submitted_all": "都已提交",
    "withdrawn": "已撤回，可以改好再交",
    "asked": "延期申请已送出，等待答复",
    "asked_waiver": "已请督办岗确认“不适用”",
    "handed_over": "已转给 B 岗",
    "signed_out": "已退出",
    "others_out": "其他设备都已退出",
    "accepted": "已通过",
    "accepted_all": "所选都已通过",
    "returned": "已退回，单位会收到理由",
    "reviewed": "刚才已经办了",
    "answered": "已答复，单位会收到",
    "recorded": "已代录",
    "revoked": "已作废",
    "amended": "已成为新版本",
    "contact": "联系方式已保存",
    "run_asked": "已请执行器运行，过几秒刷新就能看到",
    "run_here": "已办完（没有经过 Prefect）",
    "run_refused": "已有更晚一天的巡检，不能倒回去运行",
}
