// The few compiler-dependent words that the formulas need.
#pragma once

#if defined(__CUDACC__)
#define AXIOM_FN __host__ __device__ __forceinline__
#elif defined(_MSC_VER)
#define AXIOM_FN __forceinline
#else
#define AXIOM_FN __attribute__((always_inline)) inline
#endif

// One binary, three instruction sets: the loader picks the widest that the machine has.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__ELF__)
#define AXIOM_CLONES \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define AXIOM_CLONES
#endif

// Takes every call in a function's body into it, so that all of it is built for the function's machine.
#if defined(__GNUC__) && !defined(__CUDACC__)
#define AXIOM_FLATTENED __attribute__((flatten))
#else
#define AXIOM_FLATTENED
#endif

#if defined(_MSC_VER)
#define AXIOM_RESTRICT __restrict
#else
#define AXIOM_RESTRICT __restrict__
#endif

// Tells the vectoriser that the iterations of the next loop are independent.
#if defined(__clang__)
#define AXIOM_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define AXIOM_INDEPENDENT _Pragma("GCC ivdep")
#else
#define AXIOM_INDEPENDENT
#endif

// The same for a loop as short as a vector or two, which GCC would otherwise unroll before it looks.
#if defined(__GNUC__) && !defined(__clang__)
#define AXIOM_EACH_LANE _Pragma("GCC ivdep") _Pragma("GCC unroll 1")
#else
#define AXIOM_EACH_LANE AXIOM_INDEPENDENT
#endif
