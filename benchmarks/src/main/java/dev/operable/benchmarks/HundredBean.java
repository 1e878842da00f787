package dev.operable.benchmarks;

import java.util.List;

/** {@link Hundred} as a bean of Lightbend Config. */
public class HundredBean {
    private BeanGroup g0 = new BeanGroup();
    private BeanGroup g1 = new BeanGroup();
    private BeanGroup g2 = new BeanGroup();
    private BeanGroup g3 = new BeanGroup();
    private BeanGroup g4 = new BeanGroup();
    private BeanGroup g5 = new BeanGroup();
    private BeanGroup g6 = new BeanGroup();
    private BeanGroup g7 = new BeanGroup();
    private BeanGroup g8 = new BeanGroup();
    private BeanGroup g9 = new BeanGroup();

    public BeanGroup getG0() {
        return g0;
    }

    public void setG0(BeanGroup group) {
        g0 = group;
    }

    public BeanGroup getG1() {
        return g1;
    }

    public void setG1(BeanGroup group) {
        g1 = group;
    }

    public BeanGroup getG2() {
        return g2;
    }

    public void setG2(BeanGroup group) {
        g2 = group;
    }

    public BeanGroup getG3() {
        return g3;
    }

    public void setG3(BeanGroup group) {
        g3 = group;
    }

    public BeanGroup getG4() {
        return g4;
    }

    public void setG4(BeanGroup group) {
        g4 = group;
    }

    public BeanGroup getG5() {
        return g5;
    }

    public void setG5(BeanGroup group) {
        g5 = group;
    }

    public BeanGroup getG6() {
        return g6;
    }

    public void setG6(BeanGroup group) {
        g6 = group;
    }

    public BeanGroup getG7() {
        return g7;
    }

    public void setG7(BeanGroup group) {
        g7 = group;
    }

    public BeanGroup getG8() {
        return g8;
    }

    public void setG8(BeanGroup group) {
        g8 = group;
    }

    public BeanGroup getG9() {
        return g9;
    }

    public void setG9(BeanGroup group) {
        g9 = group;
    }

    /** What it holds, for the comparison of results. */
    Hundred record() {
        return Hundred.of(List.of(g0, g1, g2, g3, g4, g5, g6, g7, g8, g9).stream()
                .map(BeanGroup::record)
                .toList());
    }
}
