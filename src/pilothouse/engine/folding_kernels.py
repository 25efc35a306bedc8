"""Compile what only compiled code calls as part of its callers, and not once more for itself.

Numba optimises every kernel and turns it into machine code, also those that end up inside others; that took a
quarter of the first call after an install. Here an inner kernel stays in Numba's middle language until a kernel
that Python calls takes it in. The parts of Numba that this leans on are checked when it is loaded: where they are
not as expected, inner kernels are compiled in the usual way.
"""

from __future__ import annotations

from typing import Any

from numba.core import codegen, compiler, compiler_machinery, cpu, typed_passes

from pilothouse.engine.unswept_kernels import unswept

# not typed, and not meant to be leant on; see the head of this module
_make_function: Any = vars(cpu)["_dynfunc"].make_function
_compiler: Any = compiler
_machinery: Any = compiler_machinery
_passes: Any = typed_passes
JITCodeLibrary: Any = codegen.JITCodeLibrary

UNSWEPT = unswept  # listens from here on
LEANT_ON = ("_optimize_final_module", "_finalize_final_module", "_finalize_dynamic_globals")
as_expected: bool = all(hasattr(JITCodeLibrary, name) for name in LEANT_ON)


class Folded(JITCodeLibrary):  # type: ignore[misc]
    """The code of one inner kernel, neither optimised nor turned into machine code."""

    def _optimize_final_module(self) -> None:
        """Left to whoever takes it in."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True


class FoldedLowering(_passes.NativeLowering):  # type: ignore[misc]
    """Numba's last step, up to the middle language and no further."""

    _name = "folded_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower one kernel, and tell Numba where its callers find it."""
        state.library = Folded(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        state.flags.no_compile = True
        super().run_pass(state)
        made = state["cr"]
        name = made.fndesc.qualname.rsplit(".", 1)[-1]
        keep = (state.library,)
        module = made.fndesc.lookup_module()
        stand_in = _make_function(module, name, "inner kernel", 0, made.env, keep)
        state.targetctx.insert_user_function(stand_in, made.fndesc, [state.library])
        state.reload_init.extend(state.library._reload_init)
        state["cr"] = made._replace(cfunc=stand_in)
        return True


_machinery.register_pass(mutates_CFG=True, analysis_only=False)(FoldedLowering)


class FoldedCompiler(_compiler.CompilerBase):  # type: ignore[misc]
    """Numba's usual steps with that last one."""

    def define_pipelines(self) -> list[Any]:
        """One pipeline."""
        usual = _compiler.DefaultPassBuilder.define_nopython_pipeline(self.state)
        steps = _machinery.PassManager("folded")
        for step, what in usual.passes:
            steps.add_pass(FoldedLowering if step is _passes.NativeLowering else step, what)
        steps.finalize()
        return [steps]


# options of njit for what only compiled code calls; never with cache=True, the callers are cached
INNER: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
if as_expected:
    INNER["pipeline_class"] = FoldedCompiler
