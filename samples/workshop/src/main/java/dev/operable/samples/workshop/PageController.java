package dev.operable.samples.workshop;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The other pages. */
@Controller
class PageController {
    private final PartPrices prices;

    PageController(PartPrices prices) {
        this.prices = prices;
    }

    @GetMapping("/")
    String welcome() {
        return "welcome";
    }

    @GetMapping("/parts/{part}")
    String part(@PathVariable String part, Model model) {
        model.addAttribute("part", part);
        model.addAttribute("price", prices.price(part));
        return "part";
    }
}
